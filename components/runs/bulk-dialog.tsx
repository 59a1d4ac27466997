"use client";
import { useId, useState } from "react";
import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import { ActionDialog } from "../form/action-dialog.tsx";
import { ReasonField, reasonOf } from "../form/reason-field.tsx";
import { TypedTarget } from "../form/typed-target.tsx";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import {
  type BulkAction,
  type BulkTarget,
  bulkText,
  bulkTitle,
  type Confirming,
  confirmingText,
  whyUnconfirmed,
} from "./bulk.model.ts";
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
  /** How many of the runs that it would retry are of templates that ask for confirmation; null: not known. */
  confirming: Confirming | null;
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
export function BulkDialog(props: BulkDialogProps) {
  const { action, target, confirming, open, onOpenChange, progress, onSubmit, onStop } = props;
  const id = useId();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [typedError, setTypedError] = useState<{ message: string }>();
  const [busy, setBusy] = useState(false);
  const [from, setFrom] = useState<"start" | "failed_step">("start");
  const said = reasonOf(reason);
  const choice = action === "retry" ? { from } : said === undefined ? {} : { reason: said };
  const submit = async (): Promise<ActionResult> => {
    const wrong = action === "retry" ? whyUnconfirmed(typed, confirming) : null;
    if (wrong !== null) {
      if (wrong.field !== undefined) setTypedError({ message: wrong.message });
      return wrong;
    }
    setBusy(true);
    const result = await onSubmit(choice);
    setBusy(false);
    return result;
  };
  return (
    <ActionDialog
      open={open}
      onOpenChange={onOpenChange}
      title={bulkTitle(action, target)}
      description={consequences[action]}
      verb={action === "cancel" ? "Cancel runs" : "Retry runs"}
      busyVerb={action === "cancel" ? "Cancelling…" : "Retrying…"}
      dismiss={busy ? "Close, it goes on" : "Keep as it is"}
      danger={action === "cancel"}
      onSubmit={submit}
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
      {action === "retry" && confirming !== null && confirming.count > 0 && (
        <>
          <Notice tone="warn" title={confirmingText(confirming)}>
            Check what is chosen: each is run again with the parameters that it had.
          </Notice>
          <TypedTarget
            id={`${id}-target`}
            target={String(confirming.count)}
            does="retry them"
            typed={typed}
            error={typedError}
            onType={(text) => {
              setTyped(text);
              setTypedError(undefined);
            }}
          />
        </>
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
