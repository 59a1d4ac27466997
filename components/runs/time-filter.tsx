"use client";
import { useEffect, useRef, useState } from "react";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { fromLocalField, type Period, type RunsFilter, toLocalField } from "./runs-filter.model.ts";

type Times = Pick<RunsFilter, "since" | "from" | "to">;

export interface TimeFilterProps {
  /** What lies in the period, as labels say it. */
  what?: string;
  value: Times;
  onChange: (change: Times) => void;
}

const labels: Readonly<Record<Period, string>> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};
const options = [
  { value: "*", label: "Any time" },
  ...Object.entries(labels).map(([value, label]) => ({ value, label })),
  { value: "between", label: "Between…" },
];
const isPeriod = (text: string): text is Period => text in labels;
const day = 86_400_000;

/** When runs were created, or `what` was: a period back from now, or between two moments. */
export function TimeFilter({ what = "Created", value, onChange }: TimeFilterProps) {
  const bounded = value.from !== null || value.to !== null;
  // A field whose date is being typed has no value for a while; it stays, unless its value was taken away from elsewhere.
  const [asked, setAsked] = useState(bounded);
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (bounded) setAsked(true);
    else if (fields.current?.contains(document.activeElement) !== true) setAsked(false);
  }, [bounded]);
  const between = bounded || asked;
  const choose = (choice: string) => {
    setAsked(choice === "between");
    if (choice === "between") onChange({ since: null, from: new Date(Date.now() - day), to: null });
    else onChange({ since: isPeriod(choice) ? choice : null, from: null, to: null });
  };
  return (
    <>
      <Select
        aria-label={what}
        className="sm:w-34"
        value={between ? "between" : (value.since ?? "*")}
        onValueChange={choose}
        options={options}
      />
      {between && (
        <div ref={fields} className="contents">
          <Input
            type="datetime-local"
            aria-label={`${what} from`}
            className="sm:w-48"
            value={toLocalField(value.from)}
            onChange={(event) => onChange({ ...value, from: fromLocalField(event.target.value) })}
          />
          <Input
            type="datetime-local"
            aria-label={`${what} before`}
            className="sm:w-48"
            value={toLocalField(value.to)}
            onChange={(event) => onChange({ ...value, to: fromLocalField(event.target.value) })}
          />
        </div>
      )}
    </>
  );
}
