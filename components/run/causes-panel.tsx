import { causeText } from "../../supabase/functions/_shared/contracts/cause-text.ts";
import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { Age, Until } from "../status/time.tsx";
import { Link } from "../ui/link.tsx";

/** Why a run that is queued, claimed or waiting does not go on: every cause, in words. */
export function CausesPanel({ causes }: { causes: readonly Cause[] }) {
  if (causes.length === 0)
    return (
      <p className="text-muted">
        Nothing holds it. The next worker that calls takes it, unless it gets runs of other lanes.
      </p>
    );
  return (
    <ul className="flex flex-col gap-1.5">
      {causes.map((cause) => {
        const { text, until, then } = causeText(cause);
        return (
          <li key={cause.code} data-cause={cause.code} className="wrap-anywhere">
            {text}
            {until !== null && (
              <>
                {`; ${then} in `}
                <Until at={until} className="font-medium" />
              </>
            )}
            {cause.code === "lane_paused" && (
              <>
                {", "}
                <Age at={cause.at} className="text-muted" />
              </>
            )}
            {"held_by" in cause && <Holders runs={cause.held_by} />}
          </li>
        );
      })}
    </ul>
  );
}

/** The way to what holds it, to look at it or to stop it. */
function Holders({ runs }: { runs: readonly number[] }) {
  if (runs.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-x-3 text-sm">
      {runs.map((id) => (
        <Link key={id} href={`/runs/${id}`} className="underline">
          Show run {id}
        </Link>
      ))}
    </span>
  );
}
