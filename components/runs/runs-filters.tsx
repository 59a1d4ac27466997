"use client";
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { statusLook } from "../status/status.model.ts";
import { StatusMark } from "../status/status-mark.tsx";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select, type SelectOption } from "../ui/select.tsx";

/** What the list is narrowed to; null: not narrowed. */
export interface RunsFilter {
  status: RunStatus | null;
  session: number | null;
  lane: string | null;
  template: string | null;
  text: string | null;
}

export interface RunsFiltersProps {
  value: RunsFilter;
  onChange: (change: Partial<RunsFilter>) => void;
  sessions: readonly { id: number; name: string }[];
  lanes: readonly string[];
  templates: readonly { slug: string; name: string }[];
}

const any = "*";
const statuses: readonly SelectOption[] = [
  { value: any, label: "Any status" },
  ...RunStatus.options.map((status) => ({ value: status, label: <StatusMark look={statusLook(status)} /> })),
];
const named = (all: string, options: readonly SelectOption[]): SelectOption[] => [
  { value: any, label: all },
  ...options,
];
const orNull = (value: string): string | null => (value === any ? null : value);

/** The filters of the Runs list; their state is the address's. */
export function RunsFilters({ value, onChange, sessions, lanes, templates }: RunsFiltersProps) {
  const narrowed = Object.values(value).some((part) => part !== null && part !== "");
  return (
    <search className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      <TextFilter value={value.text ?? ""} onChange={(text) => onChange({ text: text === "" ? null : text })} />
      <Select
        aria-label="Status"
        className="sm:w-36"
        value={value.status ?? any}
        onValueChange={(status) => onChange({ status: RunStatus.safeParse(status).data ?? null })}
        options={statuses}
      />
      <Select
        aria-label="Session"
        className="sm:w-40"
        value={value.session === null ? any : String(value.session)}
        onValueChange={(session) => onChange({ session: session === any ? null : Number(session) })}
        options={named(
          "Any session",
          sessions.map(({ id, name }) => ({ value: String(id), label: name })),
        )}
      />
      <Select
        aria-label="Lane"
        className="sm:w-32"
        value={value.lane ?? any}
        onValueChange={(lane) => onChange({ lane: orNull(lane) })}
        options={named(
          "Any lane",
          lanes.map((lane) => ({ value: lane, label: lane })),
        )}
      />
      <Select
        aria-label="Template"
        className="sm:w-40"
        value={value.template ?? any}
        onValueChange={(template) => onChange({ template: orNull(template) })}
        options={named(
          "Any template",
          templates.map(({ slug, name }) => ({ value: slug, label: name })),
        )}
      />
      {narrowed && (
        <Button
          variant="ghost"
          onClick={() => onChange({ status: null, session: null, lane: null, template: null, text: null })}
        >
          <X aria-hidden />
          Clear
        </Button>
      )}
    </search>
  );
}

/** Typing waits for a pause before it asks; Enter does not. */
const typingMs = 250;

function TextFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setTyped(value);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the pause anew
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Input
      type="search"
      aria-label="Number or title"
      placeholder="Number or title"
      className="col-span-2 sm:w-56"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && onChange(typed)}
    />
  );
}
