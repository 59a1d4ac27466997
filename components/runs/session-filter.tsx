"use client";
import { Select } from "../ui/select.tsx";
import { any, named } from "./filter-options.ts";

export interface SessionFilterProps {
  value: number | null;
  onChange: (session: number | null) => void;
  sessions: readonly { id: number; name: string }[];
}

/** Narrows a list to a session. One that is chosen and not among those that are known stands by its number. */
export function SessionFilter({ value, onChange, sessions }: SessionFilterProps) {
  const known = sessions.map(({ id, name }) => ({ value: String(id), label: name }));
  const unknown = value !== null && !sessions.some(({ id }) => id === value);
  return (
    <Select
      aria-label="Session"
      className="sm:w-36"
      value={value === null ? any : String(value)}
      onValueChange={(id) => onChange(id === any ? null : Number(id))}
      options={named("Any session", unknown ? [...known, { value: String(value), label: `Session ${value}` }] : known)}
    />
  );
}
