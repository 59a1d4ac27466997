"use client";
import { AuditOutcome } from "../../supabase/functions/_shared/contracts/audit.ts";
import { ClearFilters } from "../runs/clear-filters.tsx";
import { any, named, orNull, plain, withChosen } from "../runs/filter-options.ts";
import { SessionFilter } from "../runs/session-filter.tsx";
import { TimeFilter } from "../runs/time-filter.tsx";
import { Select } from "../ui/select.tsx";
import { type AuditListFilter, outcomeText, unfilteredAudit } from "./audit.model.ts";
import { RunNumberFilter } from "./run-number-filter.tsx";

export interface AuditFiltersProps {
  value: AuditListFilter;
  onChange: (change: Partial<AuditListFilter>) => void;
  /** Names of people and keys that may have asked for something. */
  actors: readonly string[];
  commands: readonly string[];
  /** Codes of refusals. */
  refusals: readonly string[];
  sessions: readonly { id: number; name: string }[];
}

/** The filters of the audit log; their state is the address's. */
export function AuditFilters({ value, onChange, actors, commands, refusals, sessions }: AuditFiltersProps) {
  const outcomes = [
    { value: "ok", label: "Done" },
    { value: "refused", label: "Refused" },
    ...refusals.map((code) => ({ value: code, label: `Refused: ${outcomeText(code)}` })),
  ];
  return (
    <search className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      <Select
        aria-label="Who"
        className="sm:w-36"
        value={value.by ?? any}
        onValueChange={(by) => onChange({ by: orNull(by) })}
        options={named("Anybody", plain(withChosen(actors, value.by)))}
      />
      <Select
        aria-label="Command"
        className="sm:w-44"
        value={value.command ?? any}
        onValueChange={(command) => onChange({ command: orNull(command) })}
        options={named("Any command", plain(withChosen(commands, value.command)))}
      />
      <Select
        aria-label="Outcome"
        className="sm:w-40"
        value={value.outcome ?? any}
        onValueChange={(outcome) => onChange({ outcome: AuditOutcome.safeParse(outcome).data ?? null })}
        options={named("Any outcome", outcomes)}
      />
      <SessionFilter value={value.session} onChange={(session) => onChange({ session })} sessions={sessions} />
      <RunNumberFilter value={value.run} onChange={(run) => onChange({ run })} />
      <TimeFilter what="When" value={value} onChange={onChange} />
      <ClearFilters filter={value} onClear={() => onChange(unfilteredAudit)} />
    </search>
  );
}
