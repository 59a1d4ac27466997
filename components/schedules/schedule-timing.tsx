"use client";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { commonCrons, formatOccurrence } from "./schedule.model.ts";
import type { Preview } from "./schedule-dialog.tsx";

export interface ScheduleTimingProps {
  id: string;
  cron: string;
  timeZone: string;
  preview: Preview;
  onChange: (cron: string, timeZone: string) => void;
}

const zones = Intl.supportedValuesOf("timeZone");

/** A cron and whose clocks it goes by, with what that means: the next occurrences, or what is wrong. */
export function ScheduleTiming({ id, cron, timeZone, preview, onChange }: ScheduleTimingProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id={`${id}-cron`} label="Cron" hint="Minute, hour, day, month, weekday">
          <Input
            id={`${id}-cron`}
            required
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            aria-describedby={`${id}-cron-hint ${id}-preview`}
            placeholder="30 6 * * MON-FRI"
            value={cron}
            onChange={(event) => onChange(event.target.value, timeZone)}
          />
        </Field>
        <Field id={`${id}-zone`} label="Time zone" hint="Follows its clock changes">
          <Input
            id={`${id}-zone`}
            required
            maxLength={64}
            list={`${id}-zones`}
            spellCheck={false}
            aria-describedby={`${id}-zone-hint`}
            value={timeZone}
            onChange={(event) => onChange(cron, event.target.value)}
          />
          <datalist id={`${id}-zones`}>
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </Field>
      </div>
      <div className="-mt-2 flex flex-wrap gap-1">
        {commonCrons.map((common) => (
          <Button key={common.cron} size="sm" onClick={() => onChange(common.cron, timeZone)}>
            {common.label}
          </Button>
        ))}
      </div>
      <output id={`${id}-preview`} className="block min-h-32 rounded-md border border-line bg-sunken px-3 py-2">
        <PreviewText preview={cron.trim() === "" ? null : preview} />
      </output>
    </>
  );
}

function PreviewText({ preview }: { preview: Preview }) {
  if (preview === null) return <span className="text-muted">The next occurrences appear here.</span>;
  if ("error" in preview) return <span className="wrap-anywhere text-bad">{preview.error}</span>;
  return (
    <>
      <span className="text-muted">Next, by the clocks of {preview.timeZone}</span>
      <ul className="mt-1 tabular-nums">
        {preview.occurrences.map((occurrence) => (
          <li key={occurrence}>
            <time dateTime={occurrence}>{formatOccurrence(occurrence, preview.timeZone)}</time>
          </li>
        ))}
      </ul>
    </>
  );
}
