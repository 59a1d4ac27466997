import { expect, it } from "vitest";
import { ApprovalStep } from "../../supabase/functions/_shared/contracts/step.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { testContext } from "../testing/test-context.ts";
import { askApproval } from "./approval-step.ts";

const ask = (fields: object, parameters: Record<string, Json> = {}) =>
  askApproval(
    ApprovalStep.parse({ kind: "approval", name: "sign off", ...fields }),
    testContext(parameters, { TOKEN: "hunter2-Zm9v" }),
  );

it("a question shows no more than the log does", () => {
  const question = { title: "Mail {{who}}?", body: "To {{who}}\nwith {{key}}" };
  expect(ask(question, { who: "ann@example.com", key: "hunter2-Zm9v" })).toEqual({
    kind: "asking",
    approval: { title: "Mail [redacted e-mail]?", body: "To [redacted e-mail]\nwith ***" },
  });
});
