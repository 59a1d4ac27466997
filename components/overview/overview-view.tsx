"use client";
import type { Overview, OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { numberText } from "../status/number.model.ts";
import { failureText } from "../status/status.model.ts";
import { BarList } from "./bar-list.tsx";
import { DepthTable, OutcomesTable } from "./bucket-table.tsx";
import { BoxSwatch, ChartLegend, LineSwatch } from "./chart-legend.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import { DepthChart } from "./depth-chart.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { OutcomesChart } from "./outcomes-chart.tsx";
import * as model from "./overview.model.ts";
import { Panel } from "./panel.tsx";

export interface OverviewViewProps {
  overview: Overview;
  period: OverviewPeriod;
  /** The list of runs narrowed to these. */
  runsHref: (link: model.RunsLink) => string;
  onOpen: (href: string) => void;
}

/** How things went and stand: key figures, what ended, what waited, why runs failed, which lanes were busy. */
export function OverviewView({ overview, period, runsHref, onOpen }: OverviewViewProps) {
  const { buckets, step_seconds, failures, lanes, from, current } = overview;
  const ended = (status: model.Outcome) => runsHref({ status: [status], endedFrom: from });
  const now = { queued: runsHref({ status: ["queued"] }), active: runsHref({ status: ["claimed", "running"] }) };
  const outcomesSummary = model.outcomesSummary(overview, period);
  const depthSummary = model.depthSummary(overview);
  const most = Math.max(1, ...failures.codes.map(({ runs }) => runs));
  const mostOfTemplate = Math.max(1, ...failures.templates.map(({ failed }) => failed));
  const noneFailed = (what: string) => (
    <p className="py-4 text-center text-muted">
      {what} failed in the {model.periodText(period)}
    </p>
  );
  return (
    <div className="flex flex-col gap-3">
      <KeyFigures overview={overview} period={period} runsHref={runsHref} />
      <div className="grid gap-3 lg:grid-cols-2">
        <ChartPanel
          title="Ended runs"
          summary={outcomesSummary}
          legend={
            <ChartLegend
              label="Outcomes"
              items={[
                { name: "Succeeded", href: ended("succeeded"), swatch: <BoxSwatch className="text-ok" /> },
                { name: "Failed", href: ended("failed"), swatch: <BoxSwatch hatched className="text-bad" /> },
                { name: "Cancelled", href: ended("cancelled"), swatch: <BoxSwatch className="text-line-strong" /> },
              ]}
            />
          }
          chart={
            <OutcomesChart
              buckets={buckets}
              period={period}
              summary={outcomesSummary}
              onOpen={(bucket, status) => onOpen(runsHref(model.bucketLink(bucket, step_seconds, status)))}
            />
          }
          table={() => <OutcomesTable overview={overview} period={period} runsHref={runsHref} />}
        />
        <ChartPanel
          title="Queue and work"
          summary={depthSummary}
          legend={
            <ChartLegend
              label="Queue and work"
              items={[
                { name: "Queued", href: now.queued, swatch: <LineSwatch dashed className="text-muted" /> },
                { name: "At work", href: now.active, swatch: <LineSwatch className="text-accent" /> },
              ]}
            />
          }
          chart={
            <DepthChart
              buckets={buckets}
              period={period}
              summary={depthSummary}
              onOpen={(status) => onOpen(now[status])}
            />
          }
          table={() => <DepthTable overview={overview} period={period} />}
        />
      </div>
      <div className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        <Panel title="Failures by cause">
          {failures.codes.length === 0 ? (
            noneFailed("Nothing")
          ) : (
            <BarList
              label="Failures by cause"
              tone="bad"
              items={failures.codes.map(({ code, runs }) => ({
                ...{ key: code, name: failureText(code), share: runs / most, value: numberText(runs) },
                href: runsHref({ failure: code, endedFrom: from }),
              }))}
            />
          )}
        </Panel>
        <Panel title="Templates that failed most">
          {failures.templates.length === 0 ? (
            noneFailed("No run of a template")
          ) : (
            <BarList
              label="Templates that failed most"
              tone="bad"
              items={failures.templates.map(({ slug, name, failed, ended: all }) => ({
                ...{ key: slug, name, share: failed / mostOfTemplate, value: numberText(failed) },
                of: `of ${numberText(all)}`,
                href: runsHref({ template: slug, status: ["failed"], endedFrom: from }),
              }))}
            />
          )}
        </Panel>
        <Panel title="Busiest lanes">
          {lanes.length === 0 ? (
            <p className="py-4 text-center text-muted">No lane of limited capacity was in use</p>
          ) : (
            <BarList
              label="Busiest lanes, by the share of their slots' time in use"
              tone="accent"
              items={lanes.map(({ lane_id, lane, session, session_id, share }) => ({
                ...{ key: String(lane_id), name: `${session}, lane ${lane}`, share, value: model.percentText(share) },
                href: runsHref({ session: session_id, lane, endedFrom: from }),
              }))}
            />
          )}
        </Panel>
      </div>
      {current.sample > 1 && (
        <p className="text-muted text-sm">
          Times are of every {numberText(current.sample)}th run; counts are of all of them.
        </p>
      )}
    </div>
  );
}
