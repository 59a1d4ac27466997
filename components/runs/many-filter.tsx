"use client";
import { ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";

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

/** Some of a few values. The menu stays open, so that several can be ticked. */
export function ManyFilter<Value extends string>(props: ManyFilterProps<Value>) {
  const { label, any, value, options, onChange, className } = props;
  const chosen = options.filter((option) => value.includes(option.value)).map((option) => option.word);
  const words = chosen.length === 0 ? any : chosen.join(", ");
  const toggle = (changed: Value, on: boolean) => {
    const next = options
      .map((option) => option.value)
      .filter((option) => (option === changed ? on : value.includes(option)));
    onChange(next.length === 0 ? null : next);
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          className={cn("max-w-56 justify-between border-line-strong font-normal", className)}
          aria-label={`${label}: ${words}`}
        >
          <span className="truncate">{words}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-80 overflow-y-auto">
        {options.map((option) => (
          <DropdownMenuCheckboxItem
            key={option.value}
            checked={value.includes(option.value)}
            onCheckedChange={(on) => toggle(option.value, on)}
            onSelect={(event) => event.preventDefault()}
          >
            {option.look ?? option.word}
          </DropdownMenuCheckboxItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
