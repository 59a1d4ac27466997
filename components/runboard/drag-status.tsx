import { Key } from "../ui/key.tsx";
import type { RunDrag } from "./use-run-drag.ts";

/** Where the run that is being moved would be put, for eyes and screen readers; afterwards what became of it, for the latter. */
export function DragStatus({ held, place, said }: Pick<RunDrag, "held" | "place" | "said">) {
  return (
    <>
      <p
        role="status"
        className={
          held === null
            ? "sr-only"
            : "pointer-events-none fixed inset-x-3 bottom-4 z-40 mx-auto flex w-fit flex-wrap items-center justify-center gap-x-4 gap-y-1 rounded-md border border-line bg-raised px-3 py-2 shadow-pop"
        }
      >
        {held === null ? (
          said
        ) : (
          <>
            <span>
              <span className="font-medium">Run {held.runId}:</span> {place}
            </span>
            {held.by === "keys" && (
              <span className="text-muted text-sm">
                <Key>Arrows</Key> move it, <Key>Space</Key> drops it, <Key>Esc</Key> puts it back
              </span>
            )}
          </>
        )}
      </p>
      <p id={liftHintId} hidden>
        Space lifts it to another place or lane.
      </p>
    </>
  );
}

/** What a queued run's link is described by. */
export const liftHintId = "runboard-lift-hint";
