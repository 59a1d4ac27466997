"use client";
import { useState } from "react";
import { confirmTarget } from "../../supabase/functions/_shared/contracts/confirm-target.ts";
import { ActionDialog } from "../form/action-dialog.tsx";
import { mistyped } from "../form/typed-target.model.ts";
import { StartRunReview } from "../runboard/start-run-review.tsx";
import type { ActionResult, JsonObject, RunView } from "../types.ts";

export interface RetryDialogProps {
  run: Pick<RunView, "id" | "lane">;
  sessionName: string;
  from: "start" | "failed_step";
  template: { name: string; parameter_schema: JsonObject };
  parameters: JsonObject;
  onOpenChange: (open: boolean) => void;
  onRetry: () => Promise<ActionResult>;
}

/** Asks before a retry what was asked before the start: to look at what is run, and to name what it is about. */
export function RetryDialog(props: RetryDialogProps) {
  const { run, sessionName, from, template, parameters, onOpenChange, onRetry } = props;
  const [typed, setTyped] = useState("");
  const [typedError, setTypedError] = useState<{ message: string }>();
  const target = confirmTarget(template, parameters);
  const where = from === "start" ? "from its start" : "from the step that did not succeed";
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Retry run ${run.id}?`}
      verb="Retry run"
      busyVerb="Retrying…"
      onSubmit={async () => {
        const wrong = mistyped(typed, target);
        if (wrong === null) return await onRetry();
        setTypedError({ message: wrong });
        return { ok: false, message: wrong, field: "target" };
      }}
    >
      <StartRunReview
        id="retry-target"
        title={`This runs “${template.name}” again ${where}, in ${sessionName}, lane ${run.lane}`}
        parameters={parameters}
        target={target}
        does="retry it"
        typed={typed}
        error={typedError}
        onType={(text) => {
          setTyped(text);
          setTypedError(undefined);
        }}
      />
    </ActionDialog>
  );
}
