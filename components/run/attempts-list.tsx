import { failureText } from "../status/status.model.ts";
import { StepStatusMark } from "../status/status-mark.tsx";
import { Age, Elapsed } from "../status/time.tsx";
import type { AttemptView } from "../types.ts";
import { Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";

/** Every attempt, newest first: who had it, how long, how it ended. */
export function AttemptsList({ attempts }: { attempts: readonly AttemptView[] }) {
  if (attempts.length === 0) return <p className="text-muted">No worker has taken this run yet.</p>;
  return (
    <Table>
      <thead>
        <tr>
          <TableHead>Attempt</TableHead>
          <TableHead>Outcome</TableHead>
          <TableHead>Worker</TableHead>
          <TableHead>Claimed</TableHead>
          <TableHead className="text-right">Took</TableHead>
          <TableHead>Why</TableHead>
        </tr>
      </thead>
      <tbody>
        {[...attempts]
          .sort((left, right) => right.number - left.number)
          .map((attempt) => (
            <TableRow key={attempt.number} data-attempt={attempt.number}>
              <TableCell>{attempt.number}</TableCell>
              <TableCell>
                <StepStatusMark status={attempt.outcome ?? (attempt.started_at === null ? "pending" : "running")} />
              </TableCell>
              <TableCell className="max-w-48 truncate">{attempt.worker_name}</TableCell>
              <TableCell className="whitespace-nowrap">
                <Age at={attempt.claimed_at} />
              </TableCell>
              <TableCell className="whitespace-nowrap text-right">
                <Elapsed from={attempt.started_at ?? attempt.claimed_at} to={attempt.finished_at} />
              </TableCell>
              <TableCell className="min-w-40 text-muted">
                {attempt.failure_code !== null && failureText(attempt.failure_code)}
                {attempt.error !== null && <span className="line-clamp-2">{attempt.error}</span>}
              </TableCell>
            </TableRow>
          ))}
      </tbody>
    </Table>
  );
}
