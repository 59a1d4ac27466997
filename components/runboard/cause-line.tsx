import { causeText } from "../../supabase/functions/_shared/contracts/cause-text.ts";
import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { Until } from "../status/time.tsx";

/** Why a run does not go on, on one line: the first cause in a few words, how many more there are, and all of them in full as its title. */
export function CauseLine({ causes }: { causes: readonly Cause[] }) {
  const [first, ...more] = causes.map(causeText);
  if (first === undefined) return null;
  const { short, until } = first;
  return (
    <span className="flex min-w-0 gap-1.5" title={[first, ...more].map(({ text }) => text).join("\n")}>
      <span className="truncate">
        {short}
        {until !== null && (
          <>
            {" in "}
            <Until at={until} />
          </>
        )}
      </span>
      {more.length > 0 && (
        <span className="shrink-0">
          <span aria-hidden>+{more.length} more</span>
          <span className="sr-only">; {more.map(({ text }) => text).join("; ")}</span>
        </span>
      )}
    </span>
  );
}
