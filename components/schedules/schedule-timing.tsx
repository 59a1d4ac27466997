"use client";
import { formatOccurrence } from "../../supabase/functions/_shared/contracts/occurrence-text.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { cronWords } from "./cron-words.model.ts";
import { commonCrons } from "./schedule.model.ts";
import type { Preview } from "./schedule-dialog.tsx";

/** What is wrong with which of them. */
export type TimingErrors = { readonly [field in "cron" | "time_zone"]?: string };

export interface ScheduleTimingProps {
  id: string;
  cron: string;
  timeZone: string;
  preview: Preview;
  errors: TimingErrors;
  onChange: (cron: string, timeZone: string) => void;
}

const cronHint = "Minute, hour, day, month, weekday";
const zoneHint = "Follows its clock changes";
const zones = Intl.supportedValuesOf("timeZone");

/** A cron and whose clocks it goes by, with what that means: the next occurrences, or what is wrong. */
export function ScheduleTiming({ id, cron, timeZone, preview, errors, onChange }: ScheduleTimingProps) {
  const described = describedBy(`${id}-cron`, cronHint, errors.cron);
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id={`${id}-cron`} label="Cron" hint={cronHint} error={errors.cron}>
          <Input
            id={`${id}-cron`}
            required
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            {...described}
            aria-describedby={`${described["aria-describedby"]} ${id}-preview`}
            placeholder="30 6 * * MON-FRI"
            value={cron}
            onChange={(event) => onChange(event.target.value, timeZone)}
          />
        </Field>
        <Field id={`${id}-time_zone`} label="Time zone" hint={zoneHint} error={errors.time_zone}>
          <Input
            id={`${id}-time_zone`}
            required
            maxLength={64}
            list={`${id}-zones`}
            spellCheck={false}
            {...describedBy(`${id}-time_zone`, zoneHint, errors.time_zone)}
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
      <output id={`${id}-preview`} className="block min-h-40 rounded-md border border-line bg-sunken px-3 py-2">
        <PreviewText preview={cron.trim() === "" ? null : preview} words={cronWords(cron)} errors={errors} />
      </output>
    </>
  );
}

function PreviewText({
  preview,
  words,
  errors,
}: Pick<ScheduleTimingProps, "preview" | "errors"> & { words: string | null }) {
  const wrong = errors.cron !== undefined ? "cron" : errors.time_zone !== undefined ? "time zone" : null;
  if (wrong !== null) return <span className="text-muted">No next occurrences: the {wrong} is not right.</span>;
  if (preview === null) return <span className="text-muted">The next occurrences appear here.</span>;
  if ("error" in preview) return <span className="wrap-anywhere text-bad">{preview.error}</span>;
  return (
    <>
      {words !== null && <p>{words}</p>}
      <p className="text-muted">Next, by the clocks of {preview.timeZone}</p>
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
