import { type Command, Option } from "commander";
import { type Approval, ApprovalStatus } from "../../supabase/functions/_shared/contracts/approval.ts";
import { errorKind } from "../../supabase/functions/_shared/contracts/errors.ts";
import { digestLength, showApproval, showApprovals } from "../approval-tables.ts";
import { runId } from "../choose.ts";
import { CliError } from "../cli-error.ts";
import { parseParameters } from "../parameters.ts";
import { type Context, contextOf } from "./context.ts";
import { showRun } from "./show-run.ts";

export function addApprovals(program: Command): void {
  const approvals = program.command("approvals").description("what runs ask people before they go on");

  approvals
    .command("list")
    .description("approvals, newest first; the pending ones when nothing is said")
    .addOption(new Option("--status <status>", "in this status").choices(ApprovalStatus.options).default("pending"))
    .action(async ({ status }: { status: ApprovalStatus }, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await client.listApprovals({ status })).approvals, showApprovals);
    });

  approvals
    .command("show <run>")
    .description("what the run asks now, with its digest")
    .action(async (run: string, _: object, command: Command) => {
      const context = await contextOf(command);
      const approval = await pendingOf(context, runId(run));
      context.output.result(approval, (shown) => showApproval(shown, context.output));
    });

  withDigest(approvals.command("approve <run>"))
    .description("let the run go on")
    .option(
      "-p, --parameter <key=value>",
      "a field of the input; again for more",
      (pair, all: string[]) => [...all, pair],
      [],
    )
    .option("--comment <text>", "for the others")
    .action(async (run: string, options: ApproveOptions, command: Command) => {
      const context = await contextOf(command);
      const approval = await seen(context, runId(run), options.digest);
      const input = parseParameters(options.parameter, approval.input_schema);
      const answer = await context.client.approveApproval({
        ...{ approval_id: approval.id, digest: approval.digest },
        ...(options.parameter.length > 0 && { input }),
        ...(options.comment !== undefined && { comment: options.comment }),
      });
      context.output.result(answer.run, showRun);
    });

  withDigest(approvals.command("reject <run>"))
    .description("let the run fail")
    .requiredOption("--comment <text>", "why, for the others")
    .action(async (run: string, options: { digest: string; comment: string }, command: Command) => {
      const context = await contextOf(command);
      const { id: approval_id, digest } = await seen(context, runId(run), options.digest);
      const answer = await context.client.rejectApproval({ approval_id, digest, comment: options.comment });
      context.output.result(answer.run, showRun);
    });
}

interface ApproveOptions {
  digest: string;
  parameter: string[];
  comment?: string;
}

const withDigest = (command: Command) =>
  command.requiredOption("--digest <hex>", "the digest that `ops approvals show` has printed: of what you decide on");

/** The approval that a run waits for. */
async function pendingOf({ client }: Context, run_id: number): Promise<Approval> {
  const [approval] = (await client.listApprovals({ run_id, status: "pending" })).approvals;
  if (approval !== undefined) return approval;
  throw new CliError(
    `Run ${run_id} waits for no approval`,
    "See what does: ops approvals list.",
    errorKind("not_found").exit,
  );
}

/** The same, if it is still what the person has seen. */
async function seen(context: Context, run_id: number, digest: string): Promise<Approval> {
  const approval = await pendingOf(context, run_id);
  if (digest.length >= digestLength && approval.digest.startsWith(digest)) return approval;
  const remedy = `Look at it: ops approvals show ${run_id}, then name its digest.`;
  throw new CliError(
    `Run ${run_id} does not ask what has the digest ${digest}`,
    remedy,
    errorKind("approval_stale").exit,
  );
}
