"use client";
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
  const between = value.from !== null || value.to !== null;
  const choose = (choice: string) => {
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
        <>
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
        </>
      )}
    </>
  );
}
