import type { ScheduleView } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { reveal } from "../ui/reveal.ts";
import { changedMeanwhile } from "./schedule.model.ts";

interface ScheduleMeanwhileProps {
  /** As it was when somebody began to change it. */
  opened: ScheduleView;
  /** As it is now; null: it is gone. */
  current: ScheduleView | null;
  /** Saving has been refused for it. */
  refused: boolean;
  onReload: (current: ScheduleView) => void;
}

/** Says what somebody else has done to the schedule since the form was opened, and leads on from there. */
export function ScheduleMeanwhile({ opened, current, refused, onReload }: ScheduleMeanwhileProps) {
  if (current === null)
    return <Notice tone="warn" role="status" title="Somebody has deleted this schedule meanwhile" />;
  if (current.revision === opened.revision) return null;
  const changed = changedMeanwhile(opened, current);
  return (
    <Notice
      key={String(refused)}
      {...(refused
        ? ({ ref: reveal, tone: "bad", role: "alert" } as const)
        : ({ tone: "warn", role: "status" } as const))}
      title={`${refused ? "Not saved: somebody" : "Somebody"} has changed this schedule meanwhile`}
      action={
        <Button size="sm" onClick={() => onReload(current)}>
          Load it as it is now
        </Button>
      }
    >
      {changed === null ? "It says the same as before" : `Not any more as you see it here: ${changed}`}. It acts for{" "}
      {current.owner_name} now. Load it to change what it is; what you have entered here is gone then.
    </Notice>
  );
}
