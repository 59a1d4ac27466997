"use client";
import type { ReactNode } from "react";
import { formatOccurrence } from "../../supabase/functions/_shared/contracts/occurrence-text.ts";
import { useInBrowser, useTimes } from "../status/clock.tsx";
import type { ScheduleView } from "../types.ts";
import { cronWords } from "./cron-words.model.ts";
import { catchUpText, overlapText } from "./schedule.model.ts";
import type { Preview } from "./schedule-dialog.tsx";

export interface ScheduleDetailsProps {
  schedule: ScheduleView;
  preview: Preview;
}

/** When a schedule comes next, by its clocks and by the reader's, and what it does where something stands in its way. */
export function ScheduleDetails({ schedule, preview }: ScheduleDetailsProps) {
  const words = cronWords(schedule.cron);
  return (
    <div className="flex flex-wrap gap-x-10 gap-y-3">
      <div className="min-h-32">
        <Occurrences preview={preview} paused={schedule.paused_at !== null} />
      </div>
      <dl className="grid content-start gap-x-4 gap-y-1.5 sm:grid-cols-[minmax(0,max-content)_1fr]">
        <Fact name="When">
          {words !== null && `${words}: `}
          <code className="font-mono text-sm">{schedule.cron}</code>, {schedule.time_zone}
        </Fact>
        <Fact name="What passed while no worker was there">{catchUpText[schedule.catch_up]}</Fact>
        <Fact name="While its last run still goes on">{overlapText[schedule.overlap]}</Fact>
        <Fact name="Acts for">{schedule.owner_name}</Fact>
      </dl>
    </div>
  );
}

function Occurrences({ preview, paused }: { preview: Preview; paused: boolean }) {
  const own = useOwnZone();
  if (preview === null) return <p className="text-muted">Its next occurrences are on their way.</p>;
  if ("error" in preview) return <p className="wrap-anywhere text-bad">{preview.error}</p>;
  const { occurrences, timeZone } = preview;
  const zones = own === null || own === timeZone ? [timeZone] : [timeZone, own];
  return (
    <table className="tabular-nums">
      <caption className="pb-1 text-left font-medium">
        {paused ? "Next occurrences, if it were resumed now" : "Next occurrences"}
      </caption>
      <thead>
        <tr>
          {zones.map((zone) => (
            <th key={zone} scope="col" className="pr-6 text-left font-normal text-muted">
              {zone === timeZone ? zone : `${zone} (yours)`}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {occurrences.map((at) => (
          <tr key={at}>
            {zones.map((zone) => (
              <td key={zone} className="whitespace-nowrap pr-6">
                <time dateTime={at}>{formatOccurrence(at, zone)}</time>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The reader's own: the one of the browser, or the one chosen for all times. Null while it is not known. */
function useOwnZone(): string | null {
  const times = useTimes();
  const inBrowser = useInBrowser();
  if (times === "utc") return "UTC";
  return inBrowser ? Intl.DateTimeFormat().resolvedOptions().timeZone : null;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </>
  );
}
