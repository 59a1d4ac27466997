"use client";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { failureCodes } from "../../supabase/functions/_shared/contracts/run-states.ts";
import { failureText } from "../status/status.model.ts";
import { formatDuration } from "../status/time.model.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { ClearFilters } from "./clear-filters.tsx";
import { EndedFilter } from "./ended-filter.tsx";
import { FilterChip } from "./filter-chip.tsx";
import { any, named, orNull, plain, withChosen } from "./filter-options.ts";
import { ManyFilter } from "./many-filter.tsx";
import { RepoFilter } from "./repo-filter.tsx";
import { type RunsFilter, unfiltered } from "./runs-filter.model.ts";
import { SessionFilter } from "./session-filter.tsx";
import { StatusFilter } from "./status-filter.tsx";
import { TextFilter } from "./text-filter.tsx";
import { TimeFilter } from "./time-filter.tsx";

export interface RunsFiltersProps {
  value: RunsFilter;
  onChange: (change: Partial<RunsFilter>) => void;
  sessions: readonly { id: number; name: string }[];
  lanes: readonly string[];
  templates: readonly { slug: string; name: string }[];
  /** Names of people who may have asked for a run. */
  people: readonly string[];
  /** Repositories and required labels that runs are known to have. */
  repos: readonly string[];
  labels: readonly string[];
}

const failures = failureCodes.map((code) => ({ value: code, label: failureText(code) }));

/** The filters of the Runs list; their state is the address's. On a phone the lesser ones open on demand. */
export function RunsFilters(props: RunsFiltersProps) {
  const { value, onChange, sessions, lanes, templates, people, repos, labels } = props;
  const [more, setMore] = useState(false);
  const knownLabels = [...new Set([...labels, ...(value.label ?? [])])].sort();
  return (
    <search className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
      <div className="contents min-w-0 flex-1 flex-wrap items-center gap-2 sm:flex">
        <TextFilter
          label="Number, title or parameter"
          className="sm:w-56"
          value={value.text ?? ""}
          onChange={(text) => onChange({ text: text === "" ? null : text })}
        />
        <StatusFilter value={value.status ?? []} onChange={(status) => onChange({ status })} />
        <Button
          className="sm:hidden"
          aria-expanded={more}
          aria-controls="more-run-filters"
          onClick={() => setMore((open) => !open)}
        >
          <SlidersHorizontal aria-hidden />
          {more ? "Fewer" : "More"}
        </Button>
        <div id="more-run-filters" className={`${more ? "grid" : "hidden"} w-full grid-cols-2 gap-2 sm:contents`}>
          <SessionFilter value={value.session} onChange={(session) => onChange({ session })} sessions={sessions} />
          <Select
            aria-label="Lane"
            className="sm:w-26"
            value={value.lane ?? any}
            onValueChange={(lane) => onChange({ lane: orNull(lane) })}
            options={named("Any lane", plain(withChosen(lanes, value.lane)))}
          />
          <Select
            aria-label="Template"
            className="sm:w-34"
            value={value.template ?? any}
            onValueChange={(template) => onChange({ template: orNull(template) })}
            options={named(
              "Any template",
              templates.map(({ slug, name }) => ({ value: slug, label: name })),
            )}
          />
          <RepoFilter value={value.repo} onChange={(repo) => onChange({ repo })} known={repos} />
          {knownLabels.length > 0 && (
            <ManyFilter
              className="sm:min-w-26"
              label="Required labels"
              any="Any label"
              value={value.label ?? []}
              options={knownLabels.map((label) => ({ value: label, word: label }))}
              onChange={(label) => onChange({ label })}
            />
          )}
          <Select
            aria-label="Started by"
            className="sm:w-28"
            value={value.by ?? any}
            onValueChange={(by) => onChange({ by: orNull(by) })}
            options={named("Anybody", plain(withChosen(people, value.by)))}
          />
          <Select
            aria-label="Failure"
            className="sm:w-30"
            value={value.failure ?? any}
            onValueChange={(code) => onChange({ failure: failureCodes.find((one) => one === code) ?? null })}
            options={named("Any failure", failures)}
          />
          <TimeFilter value={value} onChange={onChange} />
        </div>
        <EndedFilter value={value} onClear={() => onChange({ endedFrom: null, endedTo: null })} />
        {value.waited !== null && (
          <FilterChip clears="List runs however long they waited" onClear={() => onChange({ waited: null })}>
            Waited {formatDuration(value.waited * 1_000)} or longer
          </FilterChip>
        )}
        {value.ran !== null && (
          <FilterChip clears="List runs however long they ran" onClear={() => onChange({ ran: null })}>
            Ran {formatDuration(value.ran * 1_000)} or longer
          </FilterChip>
        )}
      </div>
      <ClearFilters filter={value} onClear={() => onChange(unfiltered)} />
    </search>
  );
}
