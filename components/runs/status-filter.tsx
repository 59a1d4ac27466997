"use client";
import { ChevronsUpDown } from "lucide-react";
import { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { statusLook } from "../status/status.model.ts";
import { StatusMark } from "../status/status-mark.tsx";
import { Button } from "../ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";

export interface StatusFilterProps {
  value: readonly RunStatus[];
  /** Null: any. */
  onChange: (status: RunStatus[] | null) => void;
}

/** One or more statuses. The menu stays open, so that several can be ticked. */
export function StatusFilter({ value, onChange }: StatusFilterProps) {
  const words = value.map((status) => statusLook(status).word).join(", ") || "Any status";
  const toggle = (status: RunStatus, on: boolean) => {
    const next = RunStatus.options.filter((option) => (option === status ? on : value.includes(option)));
    onChange(next.length === 0 ? null : next);
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          className="min-w-32 max-w-56 justify-between border-line-strong font-normal"
          aria-label={`Status: ${words}`}
        >
          <span className="truncate">{words}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start">
        {RunStatus.options.map((status) => (
          <DropdownMenuCheckboxItem
            key={status}
            checked={value.includes(status)}
            onCheckedChange={(on) => toggle(status, on)}
            onSelect={(event) => event.preventDefault()}
          >
            <StatusMark look={statusLook(status)} />
          </DropdownMenuCheckboxItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
