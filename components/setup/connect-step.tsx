import type { ConnectState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { Notice } from "../ui/notice.tsx";
import { connectProblem, environmentLines } from "./connect.model.ts";
import { CopyBlock } from "./copy-block.tsx";
import { StepPanel } from "./step-panel.tsx";

/** Which Supabase project, and what is wrong with it. */
export function ConnectStep({ connect }: { connect: ConnectState }) {
  const problem = connectProblem(connect);
  if (problem === null)
    return <StepPanel number={1} title="Connect" progress="done" summary={`Connected to ${connect.host}.`} />;
  return (
    <StepPanel number={1} title="Connect" progress="problem">
      <Notice tone="bad" role="status" title={problem.title}>
        {problem.remedy}
      </Notice>
      <CopyBlock label="In the environment of this server, or in .env beside package.json" text={environmentLines} />
      <p className="text-muted">
        All three are on the project's page in Supabase, under <em>Connect</em> and <em>API Keys</em>. Then start this
        server again (<code>npm run runboard</code>); this page goes on by itself.
      </p>
    </StepPanel>
  );
}
