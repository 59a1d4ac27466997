"use client";
import type { SetupState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { CopyBlock } from "./copy-block.tsx";
import { connectionProblem, databaseSummary, pushCommand, unseen } from "./database.model.ts";
import { ExecutorCheck } from "./executor-check.tsx";
import { ObjectList } from "./object-list.tsx";
import { Check, type Progress, StepPanel } from "./step-panel.tsx";

export interface DatabaseStepProps {
  state: SetupState;
  /** Where the SQL is to be downloaded. */
  sqlHref: string;
  loadSql: () => Promise<string>;
  onApply: () => Promise<ActionResult>;
}

/** What the project's database lacks, and the ways to bring it there. */
export function DatabaseStep(props: DatabaseStepProps) {
  const { connect, database, executor } = props.state;
  if (connect.problem !== null)
    return (
      <StepPanel number={2} title="Database" progress="later" summary="Looked at as soon as the project answers." />
    );
  const current = database.status === "current";
  const done = current && executor.status === "current";
  const progress: Progress = done
    ? "done"
    : database.applying
      ? "busy"
      : database.status === "unknown"
        ? "problem"
        : "todo";
  return (
    <StepPanel number={2} title="Database" progress={progress}>
      <Check title={databaseSummary(database)} progress={current ? "done" : database.applying ? "busy" : "problem"}>
        {!current && <Lacking {...props} />}
      </Check>
      <ExecutorCheck executor={executor} host={connect.host ?? ""} />
    </StepPanel>
  );
}

function Lacking({ state: { connect, database }, sqlHref, loadSql, onApply }: DatabaseStepProps) {
  const wrongString = connectionProblem(database.connection);
  const leftOut = unseen(database);
  return (
    <>
      <ObjectList what="Missing" names={database.missing} />
      <ObjectList what="Different from this code" names={database.outdated} />
      {leftOut !== null && <p className="text-muted">{leftOut}</p>}
      {wrongString !== null && (
        <Notice tone="warn" title="The connection string is of no use">
          {wrongString}
        </Notice>
      )}
      {database.failure !== null && (
        <Notice tone="bad" role="alert" title="It could not be applied">
          <span className="whitespace-pre-wrap">{database.failure}</span>
        </Notice>
      )}
      {database.seen === "owner" ? (
        <AsOwner {...{ database, onApply }} />
      ) : (
        <ByHand {...{ database }} host={connect.host ?? ""} />
      )}
      {(database.repairable || database.seen === "rest") && <Sql href={sqlHref} load={loadSql} />}
    </>
  );
}

function AsOwner({ database, onApply }: Pick<DatabaseStepProps, "onApply"> & { database: SetupState["database"] }) {
  const action = useAction();
  if (database.status === "newer") return <Newer />;
  if (!database.repairable) return <Undecidable />;
  if (database.may_apply === "admin")
    return (
      <Notice title="An admin can apply this" action={<SignIn />}>
        Somebody has set this control room up already, so it is not done for everyone. Or run{" "}
        <code>node cli/stack/apply-schema.ts</code> where this server runs.
      </Notice>
    );
  const busy = action.busy || database.applying;
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" size="lg" busy={busy} onClick={() => void action.run(onApply)}>
          {busy ? "Applying…" : "Apply now"}
        </Button>
        <p role="status" className="text-muted">
          {busy && `${database.applied ?? 0} of ${database.total} migrations applied`}
        </p>
      </div>
      <ActionFailureNotice failure={action.failure} />
    </>
  );
}

function SignIn() {
  return (
    <Button asChild size="sm">
      <a href="/sign-in?next=/setup">Sign in</a>
    </Button>
  );
}

function Newer() {
  return <Notice tone="warn" title="Update this server to the version that made the database" />;
}

function Undecidable() {
  return (
    <Notice tone="warn" title="This cannot be repaired without deciding about your data">
      A table would have to change its form, or is gone. Restore a backup that fits this version, or start with an empty
      database; with the local platform that is <code>npm start -- --reset</code>, which deletes its data.
    </Notice>
  );
}

function ByHand({ database, host }: { database: SetupState["database"]; host: string }) {
  if (database.status === "newer") return <Newer />;
  const toldApart = database.seen === "gateway" && !database.repairable;
  return (
    <>
      {database.connection === "absent" && (
        <p className="text-muted">
          This server may not change the database: <code>OPS_DATABASE_URL</code> is not set.{" "}
          {toldApart
            ? "Set it and start the server again: then it sees what differs, and makes anew what can be without losing anything."
            : "Set it and start the server again, or do it yourself; this page notices."}
        </p>
      )}
      {!toldApart && <CopyBlock label="In a terminal, in this repository" text={pushCommand(host)} />}
    </>
  );
}

function Sql({ href, load }: { href: string; load: () => Promise<string> }) {
  const action = useAction();
  const copy = async (): Promise<ActionResult> => {
    await navigator.clipboard.writeText(await load());
    return { ok: true };
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-muted">Or run the SQL in the project's SQL editor:</span>
      <Button size="sm" busy={action.busy} onClick={() => void action.run(copy)}>
        Copy the SQL
      </Button>
      <Button asChild size="sm">
        <a href={href} download>
          Download it
        </a>
      </Button>
      <ActionFailureNotice failure={action.failure} />
    </div>
  );
}
