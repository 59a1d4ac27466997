"use client";
import { ChevronsUpDown } from "lucide-react";
import { lazy, type ReactNode } from "react";
import { cn } from "./cn.ts";
import { fieldStyle } from "./input.tsx";
import { MenuOnDemand } from "./menu-on-demand.tsx";

export interface SelectOption {
  /** Never empty: Radix keeps the empty string for "nothing chosen". */
  value: string;
  label: ReactNode;
  disabled?: boolean;
}

export interface SelectProps {
  id?: string;
  value: string;
  onValueChange: (value: string) => void;
  options: readonly SelectOption[];
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

const load = () => import("./select-panel.tsx");
const SelectPanel = lazy(async () => ({ default: (await load()).SelectPanel }));

/** One of a few values, by mouse or keyboard. The list of them is fetched when it is wanted. */
export function Select(props: SelectProps) {
  const { value, onValueChange: _, options, placeholder, disabled = false, className, ...rest } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <MenuOnDemand
      prefetch={load}
      popup="listbox"
      menu={(trigger) => <SelectPanel {...props} trigger={trigger} />}
      trigger={
        <button
          type="button"
          // biome-ignore lint/a11y/useAriaPropsForRole: whether it is expanded is added by what opens it
          role="combobox"
          disabled={disabled}
          data-placeholder={chosen === undefined ? "" : undefined}
          className={cn(
            fieldStyle,
            "flex h-7.5 items-center justify-between gap-2 text-left data-[placeholder]:text-muted [&>span]:truncate",
            className,
          )}
          {...rest}
        >
          <span>{chosen?.label ?? placeholder}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
        </button>
      }
    />
  );
}
