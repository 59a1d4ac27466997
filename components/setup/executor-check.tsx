import type { ExecutorState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { CopyBlock } from "./copy-block.tsx";
import { executorCommands, executorPassword } from "./database.model.ts";
import { Check } from "./step-panel.tsx";

/** Whether the one edge function is deployed, as which version, and how to deploy it. */
export function ExecutorCheck({ executor, host }: { executor: ExecutorState; host: string }) {
  const { status, version, expected } = executor;
  if (status === "unknown")
    return <Check progress="later" title="ops-executor, the edge function, is looked for then." />;
  if (status === "current") return <Check progress="done" title={`ops-executor ${version} is deployed and answers.`} />;
  const title = {
    missing: "ops-executor, the edge function through which everything is written, is not deployed.",
    unavailable: `ops-executor ${version} is deployed but cannot reach its database.`,
    other_version: `ops-executor ${version} is deployed; this code is ${expected}.`,
  }[status];
  return (
    <Check progress="problem" title={title}>
      <CopyBlock label="In the SQL editor, once: the role it logs in as" text={executorPassword} />
      <CopyBlock label="In a terminal, in this repository" text={executorCommands(host)} />
    </Check>
  );
}
