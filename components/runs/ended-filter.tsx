"use client";
import { X } from "lucide-react";
import { Moment } from "../status/time.tsx";
import { Button } from "../ui/button.tsx";
import type { RunsFilter } from "./runs-filter.model.ts";

export interface EndedFilterProps {
  value: Pick<RunsFilter, "endedFrom" | "endedTo">;
  onClear: () => void;
}

/** Says that only runs that ended in some period are listed, as charts link to them; pressing it lists the others again. */
export function EndedFilter({ value: { endedFrom, endedTo }, onClear }: EndedFilterProps) {
  if (endedFrom === null && endedTo === null) return null;
  return (
    <Button className="max-w-full border-line-strong font-normal" onClick={onClear}>
      <span className="truncate">
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
      </span>
      <X aria-hidden />
      <span className="sr-only">List runs whenever they ended</span>
    </Button>
  );
}
