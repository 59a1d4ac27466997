import { expect, it } from "vitest";
import { ApprovalStep } from "../../supabase/functions/_shared/contracts/step.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { ApprovalRequest } from "../../supabase/functions/_shared/contracts/worker.ts";
import { testContext } from "../testing/test-context.ts";
import { askApproval } from "./approval-step.ts";
import { DefinitionError } from "./placeholders.ts";

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

it.each(["", " \n\t"])("a title that fills in to nothing (%j) is refused by name, with what to do", (who) => {
  expect(() => ask({ title: "{{who}}" }, { who })).toThrow(DefinitionError);
  expect(() => ask({ title: "{{who}}" }, { who })).toThrow(/filled in: title: .*\. Give what it names a value/);
});

it("what is asked keeps to the contract however long the parameters are", () => {
  const result = ask({ title: "{{long}}", body: "{{long}}" }, { long: `${"x".repeat(199)}😀${"ü".repeat(20_000)}` });
  expect(result).toMatchObject({ kind: "asking" });
  if (result.kind === "asking") expect(ApprovalRequest.safeParse(result.approval)).toMatchObject({ success: true });
});
