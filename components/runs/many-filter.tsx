"use client";
import { ChevronsUpDown } from "lucide-react";
import { lazy, type ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { MenuOnDemand } from "../ui/menu-on-demand.tsx";

export interface ManyFilterProps<Value extends string> {
  /** What is chosen from, and what the button says while nothing is. */
  label: string;
  any: string;
  value: readonly Value[];
  options: readonly { value: Value; word: string; look?: ReactNode }[];
  /** Null: any. */
  onChange: (value: Value[] | null) => void;
  className?: string;
}

const load = () => import("./many-filter-panel.tsx");
const ManyFilterPanel = lazy(async () => ({ default: (await load()).ManyFilterPanel }));

/** Some of a few values. The menu stays open, so that several can be ticked. */
export function ManyFilter<Value extends string>(props: ManyFilterProps<Value>) {
  const { label, any, value, options, onChange, className } = props;
  const chosen = options.filter((option) => value.includes(option.value)).map((option) => option.word);
  const words = chosen.length === 0 ? any : chosen.join(", ");
  const toggle = (changed: string, on: boolean) => {
    const next = options
      .map((option) => option.value)
      .filter((option) => (option === changed ? on : value.includes(option)));
    onChange(next.length === 0 ? null : next);
  };
  return (
    <MenuOnDemand
      prefetch={load}
      menu={(trigger) => <ManyFilterPanel {...{ trigger, value, options }} onToggle={toggle} />}
      trigger={
        <Button
          className={cn("max-w-56 justify-between border-line-strong font-normal", className)}
          aria-label={`${label}: ${words}`}
        >
          <span className="truncate">{words}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      }
    />
  );
}
