import type { Overview, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { numberText } from "../status/number.model.ts";
import { Link } from "../ui/link.tsx";
import { Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { bucketLabel, bucketLink, outcomes, type RunsLink } from "./overview.model.ts";

export interface BucketTableProps {
  overview: Pick<Overview, "buckets" | "step_seconds">;
  period: OverviewPeriod;
}

const newestFirst = ({ overview: { buckets } }: BucketTableProps) => buckets.toReversed();

/** What the chart of outcomes shows, bucket by bucket, newest first; each number opens its runs. */
export function OutcomesTable(props: BucketTableProps & { runsHref: (link: RunsLink) => string }) {
  const { overview, period, runsHref } = props;
  return (
    <Table aria-label="Ended runs by time">
      <thead>
        <tr>
          <TableHead className="w-full">From</TableHead>
          {outcomes.map((outcome) => (
            <TableHead key={outcome} className="text-right">
              {outcome}
            </TableHead>
          ))}
        </tr>
      </thead>
      <tbody>
        {newestFirst(props).map((bucket) => (
          <TableRow key={bucket.from}>
            <TableCell>{bucketLabel(bucket.from, period)}</TableCell>
            {outcomes.map((outcome) => (
              <TableCell key={outcome} className="text-right">
                {bucket[outcome] === 0 ? (
                  <span className="text-muted">0</span>
                ) : (
                  <Link
                    href={runsHref(bucketLink(bucket.from, overview.step_seconds, outcome))}
                    className="underline underline-offset-2"
                  >
                    {numberText(bucket[outcome])}
                  </Link>
                )}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}

/** What the chart of queue and work shows, bucket by bucket, newest first. */
export function DepthTable(props: BucketTableProps) {
  return (
    <Table aria-label="Queue and work by time">
      <thead>
        <tr>
          <TableHead className="w-full">From</TableHead>
          <TableHead className="text-right">queued at its end</TableHead>
          <TableHead className="text-right">at work at its end</TableHead>
        </tr>
      </thead>
      <tbody>
        {newestFirst(props).map((bucket) => (
          <TableRow key={bucket.from}>
            <TableCell>{bucketLabel(bucket.from, props.period)}</TableCell>
            <TableCell className="text-right">{numberText(bucket.queued)}</TableCell>
            <TableCell className="text-right">{numberText(bucket.active)}</TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  );
}
