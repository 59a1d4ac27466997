import type { RunView } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { Link } from "../ui/link.tsx";
import { RunStatusMark } from "./status-mark.tsx";
import { Age } from "./time.tsx";

export interface LastRunProps {
  run: Pick<RunView, "id" | "status" | "cancel_requested_at" | "created_at" | "finished_at"> | null;
  href: (runId: number) => string;
  /** Of its age, where there is room for it. */
  ageClassName: string;
}

/** How the newest run of something went, in a table's cell. */
export function LastRun({ run, href, ageClassName }: LastRunProps) {
  if (run === null) return <span className="text-muted">None yet</span>;
  return (
    <span className="flex items-center gap-1.5">
      <RunStatusMark run={run} compact />
      <Link href={href(run.id)} className="font-medium hover:underline">
        {run.id}
      </Link>
      <Age at={run.finished_at ?? run.created_at} className={cn("hidden text-muted text-sm", ageClassName)} />
    </span>
  );
}
