"use client";
import type { ReactNode } from "react";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";

export interface ManyFilterPanelProps extends MenuProps {
  value: readonly string[];
  options: readonly { value: string; word: string; look?: ReactNode }[];
  onToggle: (value: string, on: boolean) => void;
}

/** The values of a filter that takes several. */
export function ManyFilterPanel({ trigger, value, options, onToggle }: ManyFilterPanelProps) {
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-80 overflow-y-auto">
        {options.map((option) => (
          <DropdownMenuCheckboxItem
            key={option.value}
            checked={value.includes(option.value)}
            onCheckedChange={(on) => onToggle(option.value, on)}
            onSelect={(event) => event.preventDefault()}
          >
            {option.look ?? option.word}
          </DropdownMenuCheckboxItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
