import { Age } from "../status/time.tsx";
import { Link } from "../ui/link.tsx";
import type { AuditRowView } from "./audit.model.ts";
import { OutcomeMark } from "./outcome-mark.tsx";

/** Who asked for what, newest first, refusals included. */
export function AuditTrailList({ rows }: { rows: readonly AuditRowView[] }) {
  return (
    <div className="flex flex-col gap-3">
      {rows.length === 0 && (
        <p className="text-muted">Nobody has commanded anything about this run that you may see.</p>
      )}
      <ol className="flex flex-col gap-2">
        {rows.map((row) => (
          <li key={row.id} data-entry={row.id}>
            <p className="flex items-center gap-2">
              <Link href={`/audit?entry=${row.id}`} className="font-mono text-sm hover:underline">
                {row.command}
              </Link>
              <OutcomeMark outcome={row.outcome} />
              <Age at={row.at} className="ml-auto text-muted text-sm" />
            </p>
            <p className="wrap-anywhere text-muted text-sm">
              {row.actor_name}
              {row.message !== null && `: ${row.message}`}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}
