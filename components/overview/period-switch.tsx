"use client";
import type { OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import { overviewPeriods } from "../../supabase/functions/_shared/contracts/overview-period.ts";
import { cn } from "../ui/cn.ts";
import { periodText } from "./overview.model.ts";

export interface PeriodSwitchProps {
  value: OverviewPeriod;
  onChange: (period: OverviewPeriod) => void;
}

/** How far back the screen looks. */
export function PeriodSwitch({ value, onChange }: PeriodSwitchProps) {
  return (
    <fieldset className="flex gap-0.5 rounded-md border border-line bg-surface p-0.5">
      <legend className="sr-only">Period</legend>
      {overviewPeriods.map((period) => (
        <label
          key={period}
          className={cn(
            "flex h-6 cursor-pointer items-center rounded-sm px-2.5 font-medium text-muted hover:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent",
            period === value && "bg-accent-soft text-accent",
          )}
        >
          <input
            type="radio"
            name="period"
            className="sr-only"
            checked={period === value}
            aria-label={`The ${periodText(period)}`}
            onChange={() => onChange(period)}
          />
          {period.replace(/([hd])/, " $1")}
        </label>
      ))}
    </fieldset>
  );
}
