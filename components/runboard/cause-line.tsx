import { causeText } from "../../supabase/functions/_shared/contracts/cause-text.ts";
import type { Cause } from "../../supabase/functions/_shared/contracts/explain.ts";
import { Until } from "../status/time.tsx";

/** Why a run does not go on, in a few words. */
export function CauseLine({ cause }: { cause: Cause }) {
  const { short, text, until } = causeText(cause);
  return (
    <span title={text}>
      {short}
      {until !== null && (
        <>
          {" in "}
          <Until at={until} />
        </>
      )}
    </span>
  );
}
