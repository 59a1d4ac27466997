"use client";
import { runStatuses } from "../../supabase/functions/_shared/contracts/run-states.ts";
import type { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { statusLook } from "../status/status.model.ts";
import { StatusMark } from "../status/status-mark.tsx";
import { ManyFilter } from "./many-filter.tsx";

export interface StatusFilterProps {
  value: readonly RunStatus[];
  /** Null: any. */
  onChange: (status: RunStatus[] | null) => void;
}

const options = runStatuses.map((status) => {
  const look = statusLook(status);
  return { value: status, word: look.word, look: <StatusMark look={look} /> };
});

/** One or more statuses. */
export function StatusFilter({ value, onChange }: StatusFilterProps) {
  return <ManyFilter className="min-w-32" label="Status" any="Any status" {...{ value, options, onChange }} />;
}
