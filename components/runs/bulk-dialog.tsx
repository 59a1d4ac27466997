"use client";
import { useState } from "react";
import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { ActionDialog } from "../form/action-dialog.tsx";
import { ReasonField, reasonOf } from "../form/reason-field.tsx";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { type BulkAction, type BulkTarget, bulkText, bulkTitle } from "./bulk.model.ts";
import { BulkBar } from "./bulk-bar.tsx";

/** What a person adds to a bulk change. */
export interface BulkChoice {
  reason?: string;
  from?: "start" | "failed_step";
}

export interface BulkDialogProps {
  action: BulkAction;
  target: BulkTarget;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** How far it is; null: not under way. */
  progress: BulkOperation | null;
  onSubmit: (choice: BulkChoice) => Promise<ActionResult>;
  onStop: () => void;
}

const consequences: Readonly<Record<BulkAction, string>> = {
  cancel:
    "Those that wait are cancelled at once, those that run as soon as their worker has stopped them. What is over stays as it is.",
  retry: "Failed and cancelled runs are queued again. What runs, waits or has succeeded stays as it is.",
};
const beginnings = [
  { value: "start", label: "From their first step" },
  { value: "failed_step", label: "From the first step that has not succeeded" },
];

/** Asks for a change of many runs, and shows how far it is. Closed meanwhile, it goes on by itself. */
export function BulkDialog({ action, target, open, onOpenChange, progress, onSubmit, onStop }: BulkDialogProps) {
  const [reason, setReason] = useState("");
  const [from, setFrom] = useState<"start" | "failed_step">("start");
  const said = reasonOf(reason);
  const choice = action === "retry" ? { from } : said === undefined ? {} : { reason: said };
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={bulkTitle(action, target)}
      description={consequences[action]}
      verb={action === "cancel" ? "Cancel runs" : "Retry runs"}
      busyVerb={action === "cancel" ? "Cancelling…" : "Retrying…"}
      danger={action === "cancel"}
      onSubmit={() => onSubmit(choice)}
    >
      {action === "cancel" ? (
        <ReasonField
          id="bulk-reason"
          value={reason}
          onChange={setReason}
          placeholder="Stands in the log of every run and in the audit"
        />
      ) : (
        <Field id="bulk-from" label="Begin">
          <Select
            id="bulk-from"
            value={from}
            onValueChange={(value) => setFrom(value === "failed_step" ? value : "start")}
            options={beginnings}
          />
        </Field>
      )}
      {progress !== null && (
        <div className="flex items-center gap-2">
          <div className="min-w-0 flex-1">
            <output className="tabular-nums">{bulkText(progress)}</output>
            <BulkBar operation={progress} />
          </div>
          <Button size="sm" onClick={onStop}>
            Stop here
          </Button>
        </div>
      )}
    </ActionDialog>
  );
}
