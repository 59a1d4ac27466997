import { causeText } from "../../supabase/functions/_shared/contracts/cause-text.ts";
import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { Until } from "../status/time.tsx";

interface CauseLineProps {
  causes: readonly Cause[];
  said?: readonly Cause[];
  wrap?: boolean;
}

/**
 * Why a run does not go on, on one line: the first cause in a few words, how many more there are, and all of them in full as its title. Those that
 * are `said` around it already are told but not counted. `wrap`: there is room for more than a line.
 */
export function CauseLine({ causes, said = [], wrap = false }: CauseLineProps) {
  const [first, ...rest] = [...causes, ...said].map(causeText);
  if (first === undefined) return null;
  const { short, until } = first;
  const more = Math.max(0, causes.length - 1);
  return (
    <span className="flex min-w-0 gap-1.5" title={[first, ...rest].map(({ text }) => text).join("\n")}>
      <span className={wrap ? "min-w-0" : "truncate"}>
        {short}
        {until !== null && (
          <>
            {" in "}
            <Until at={until} />
          </>
        )}
      </span>
      {more > 0 && (
        <span aria-hidden className="shrink-0">
          +{more} more
        </span>
      )}
      {rest.length > 0 && <span className="sr-only">; {rest.map(({ text }) => text).join("; ")}</span>}
    </span>
  );
}
