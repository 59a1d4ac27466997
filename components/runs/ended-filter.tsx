"use client";
import { Moment } from "../status/time.tsx";
import { FilterChip } from "./filter-chip.tsx";
import type { RunsFilter } from "./runs-filter.model.ts";

export interface EndedFilterProps {
  value: Pick<RunsFilter, "endedFrom" | "endedTo">;
  onClear: () => void;
}

/** Says that only runs that ended in some period are listed. */
export function EndedFilter({ value: { endedFrom, endedTo }, onClear }: EndedFilterProps) {
  if (endedFrom === null && endedTo === null) return null;
  return (
    <FilterChip clears="List runs whenever they ended" onClear={onClear}>
      Ended{" "}
      {endedFrom !== null && (
        <>
          from <Moment at={endedFrom.toISOString()} />{" "}
        </>
      )}
      {endedTo !== null && (
        <>
          to <Moment at={endedTo.toISOString()} />
        </>
      )}
    </FilterChip>
  );
}
