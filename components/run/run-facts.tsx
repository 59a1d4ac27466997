import type { ReactNode } from "react";
import { Heartbeat } from "../status/heartbeat.tsx";
import { Age, Elapsed, Moment, Until } from "../status/time.tsx";
import type { RunLimitsView, RunScheduleView, RunView, RunWorker } from "../types.ts";
import { Link } from "../ui/link.tsx";
import { countsOf, limitsOf } from "./run-facts.model.ts";

export interface RunFactsProps {
  run: RunView;
  limits: RunLimitsView;
  worker: RunWorker | null;
  /** The schedule that made it; null: somebody did. */
  schedule: RunScheduleView | null;
}

/** A run in figures and names; what is as it is for most runs is left out. */
export function RunFacts({ run, limits, worker, schedule }: RunFactsProps) {
  const { attempt, failures } = countsOf(run);
  const { expires, timesOut } = limitsOf(run, limits);
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1">
      <Fact name="Template">
        {run.template === null ? "ad-hoc steps" : run.template}
        {run.template_version !== null && ` v${run.template_version}`}
      </Fact>
      {run.priority !== 0 && <Fact name="Priority">{run.priority}</Fact>}
      {run.concurrency_key !== null && <Fact name="Key">{run.concurrency_key}</Fact>}
      {run.required_labels.length > 0 && <Fact name="Needs">{run.required_labels.join(", ")}</Fact>}
      <Fact name="Started by">
        {schedule === null ? run.requested_by_name : <StartedBySchedule run={run} schedule={schedule} />}
      </Fact>
      {run.scheduled_for !== null && (
        <Fact name="Scheduled for">
          <Moment at={run.scheduled_for} />
        </Fact>
      )}
      <Fact name="Created">
        <Age at={run.created_at} />
      </Fact>
      {run.started_at !== null && (
        // Its waits are in it, which its time-out does not count as running.
        <Fact name={run.finished_at === null ? "Under way for" : "Took"}>
          <Elapsed from={run.started_at} to={run.finished_at} />
        </Fact>
      )}
      {expires !== null && (
        <Fact name="Expires">
          in <Until at={expires} /> if nobody claims it
        </Fact>
      )}
      {timesOut !== null && <Fact name="Times out">after {timesOut} of running</Fact>}
      {attempt !== null && <Fact name="Attempt">{attempt}</Fact>}
      {failures !== null && <Fact name="Failures">{failures}</Fact>}
      {worker !== null && (
        <Fact name="Worker">
          <Heartbeat at={worker.last_seen_at} name={worker.name} className="text-text" />
        </Fact>
      )}
    </dl>
  );
}

/** By its clock, or by somebody who did not want to wait for that. */
function StartedBySchedule({ run, schedule }: { run: RunView; schedule: RunScheduleView }) {
  const name =
    schedule.deleted_at === null ? (
      <Link href={`/schedules#schedule-${schedule.id}`} className="underline">
        {schedule.name}
      </Link>
    ) : (
      `${schedule.name}, which is deleted`
    );
  return (
    <>
      {run.scheduled_for === null && `${run.requested_by_name}, by `}schedule {name}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
