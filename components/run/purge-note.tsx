import { numberText } from "../status/number.model.ts";
import { Age } from "../status/time.tsx";
import type { PurgeView } from "../types.ts";

/** What was purged, when and by whom, and what proves that it was there. */
export function PurgeNote({ purge: { entries, head, purged_at, purged_by } }: { purge: PurgeView }) {
  return (
    <p className="border-line border-b bg-sunken px-3 py-2 text-muted" data-purge={entries}>
      <span className="text-text">
        {numberText(entries)} {entries === 1 ? "entry was" : "entries were"} purged
      </span>{" "}
      <Age at={purged_at} /> by {purged_by === "retention" ? "the retention" : purged_by}. The run, its attempts and
      steps remain, and the last hash <code className="wrap-anywhere font-mono text-sm">{head}</code>, which a log kept
      elsewhere must end with.
    </p>
  );
}
