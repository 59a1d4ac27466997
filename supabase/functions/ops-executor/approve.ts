import { z } from "zod";
import { ApproveApprovalInput } from "../_shared/contracts/approval.ts";
import { limits } from "../_shared/contracts/limits.ts";
import { checkParameters } from "../_shared/contracts/parameters.ts";
import { Json } from "../_shared/contracts/text.ts";
import type { Database } from "./database.ts";
import type { Call } from "./dispatch.ts";
import { Refusal } from "./refusal.ts";
import { refusalsTold } from "./schedule.ts";

const JsonObject = z.record(z.string(), Json);
const Asked = z.object({ input_schema: JsonObject, input: JsonObject.nullable() });

/**
 * Checks an approver's input against what the approval asks for, defaults filled in. What is wrong is sent along, so that the command
 * itself refuses. Who leaves out the input approves the one that stands.
 */
export async function resolveApproval(database: Database, call: Call): Promise<unknown> {
  const input = ApproveApprovalInput.parse(call.input);
  const answer = await database.call("resolve_approval", [{ jsonb: call.credential }, input.approval_id]);
  if (answer === null) return input;
  const asked = Asked.parse(answer);
  const resolved = await refusalsTold(() => {
    const given = input.input ?? asked.input ?? {};
    const checked = checkParameters(asked.input_schema, given, "input", limits.approvalInputBytes);
    if (!checked.ok) throw new Refusal("invalid_input", checked.message);
    return { resolved: { input: checked.parameters } };
  });
  return { ...input, ...resolved };
}
