"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, WorkerView } from "../types.ts";

export interface DrainWorkerDialogProps {
  worker: Pick<WorkerView, "name" | "held">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDrain: () => Promise<ActionResult>;
}

export function DrainWorkerDialog({ worker: { name, held }, open, onOpenChange, onDrain }: DrainWorkerDialogProps) {
  const runs =
    held === 0 ? "It holds no run now." : `The ${held === 1 ? "run" : `${held} runs`} that it holds it finishes.`;
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Drain ${name}?`}
      description={`It is given nothing more until it is undrained or started anew. ${runs}`}
      verb="Drain worker"
      busyVerb="Draining…"
      dismiss="Let it work"
      onSubmit={onDrain}
    />
  );
}
