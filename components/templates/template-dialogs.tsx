"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";

interface Props {
  name: string;
  onOpenChange: (open: boolean) => void;
  onSubmit: () => Promise<ActionResult>;
}

/** `schedules`: those that will pause themselves. */
export function ArchiveTemplateDialog({ name, schedules, ...props }: Props & { schedules: readonly string[] }) {
  const paused =
    schedules.length === 0
      ? ""
      : ` ${schedules.join(", ")} ${schedules.length === 1 ? "pauses itself" : "pause themselves"} when next due.`;
  return (
    <ActionDialog
      open
      title={`Archive ${name}?`}
      description={`Nobody can start it until it is brought back. Runs that are queued or under way go on.${paused}`}
      verb="Archive template"
      busyVerb="Archiving…"
      dismiss="Keep it in use"
      {...props}
    />
  );
}

export function DeleteTemplateDialog({ name, ...props }: Props) {
  return (
    <ActionDialog
      open
      title={`Delete ${name}?`}
      description="It goes with all of its versions, and this cannot be undone. That is only possible while no run and no schedule names it."
      verb="Delete template"
      busyVerb="Deleting…"
      dismiss="Keep it"
      danger
      {...props}
    />
  );
}
