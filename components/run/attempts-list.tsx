import { failureText } from "../status/status.model.ts";
import { StepStatusMark } from "../status/status-mark.tsx";
import { Age, Elapsed } from "../status/time.tsx";
import type { AttemptView } from "../types.ts";

/** Every attempt, newest first: how it ended and why, who had it, how long. */
export function AttemptsList({ attempts }: { attempts: readonly AttemptView[] }) {
  if (attempts.length === 0) return <p className="text-muted">No worker has taken this run yet.</p>;
  const newestFirst = [...attempts].sort((left, right) => right.number - left.number);
  return (
    <ol className="flex flex-col gap-2">
      {newestFirst.map((attempt) => (
        <li key={attempt.number} data-attempt={attempt.number} className="flex flex-col gap-0.5">
          <p className="flex items-center gap-2">
            <span className="font-medium">Attempt {attempt.number}</span>
            <StepStatusMark status={attempt.outcome ?? (attempt.started_at === null ? "claimed" : "running")} />
            <Elapsed
              from={attempt.started_at ?? attempt.claimed_at}
              to={attempt.finished_at}
              className="ml-auto text-muted text-sm"
            />
          </p>
          <p className="wrap-anywhere text-muted text-sm">
            {attempt.worker_name}, claimed <Age at={attempt.claimed_at} />
          </p>
          {attempt.failure_code !== null && (
            <p className="wrap-anywhere text-sm">
              <span className="text-bad">{failureText(attempt.failure_code)}</span>
              {attempt.error !== null && <span className="line-clamp-3 text-muted">{attempt.error}</span>}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
