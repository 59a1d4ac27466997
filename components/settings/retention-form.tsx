"use client";
import { type FormEvent, useState } from "react";
import type { Retention } from "../../supabase/functions/_shared/contracts/retention.ts";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { useAction } from "../form/use-action.ts";
import { Age } from "../status/time.tsx";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";
import { type Days, daysText, isShorter, parseDays, previewText } from "./retention.model.ts";

export interface RetentionFormProps {
  retention: Retention;
  /** Why this person may not; null: they may. */
  whyNot: string | null;
  /** What the days in the fields would purge; undefined while it is counted. */
  preview: { succeeded_runs: number; failed_runs: number; held_runs: number } | undefined;
  /** The days in the fields have changed; null while they are no days. */
  onDraft: (days: Days | null) => void;
  onSave: (days: Days) => Promise<ActionResult>;
}

/** For how long logs and artifacts stay, and what a change would cost, before it is made. */
export function RetentionForm({ retention, whyNot, preview, onDraft, onSave }: RetentionFormProps) {
  const [texts, setTexts] = useState({
    succeeded: daysText(retention.keep_succeeded_days),
    failed: daysText(retention.keep_failed_days),
  });
  const action = useAction();
  const parsed = { succeeded: parseDays(texts.succeeded), failed: parseDays(texts.failed) };
  const days = daysOf(parsed);
  const type = (changed: Partial<typeof texts>) => {
    const next = { ...texts, ...changed };
    setTexts(next);
    onDraft(daysOf({ succeeded: parseDays(next.succeeded), failed: parseDays(next.failed) }));
  };
  const changed =
    days !== null &&
    (days.keep_succeeded_days !== retention.keep_succeeded_days ||
      days.keep_failed_days !== retention.keep_failed_days);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (days !== null && changed) void action.run(() => onSave(days));
  };
  const field = (id: "succeeded" | "failed", label: string) => {
    const value = parsed[id];
    const error = value.ok ? undefined : value.message;
    const hint = "Days after the run has ended. Empty: for ever.";
    return (
      <Field id={`keep-${id}`} label={label} hint={hint} error={error}>
        <Input
          id={`keep-${id}`}
          inputMode="numeric"
          autoComplete="off"
          placeholder="for ever"
          className="max-w-32"
          readOnly={whyNot !== null}
          value={texts[id]}
          onChange={(event) => type({ [id]: event.target.value })}
          {...describedBy(`keep-${id}`, hint, error)}
        />
      </Field>
    );
  };
  return (
    <Form noValidate className="flex max-w-xl flex-col gap-4 p-4" onSubmit={submit}>
      <p className="text-muted">
        Logs and artifacts go; the run itself, its steps, its audit trail, and the log's count and hash stay for ever.
      </p>
      {field("succeeded", "Keep succeeded runs")}
      {field("failed", "Keep failed and cancelled runs")}
      {days !== null && (
        <div data-preview role="status">
          {preview === undefined ? (
            <p className="text-muted">Counting what would go…</p>
          ) : (
            <Notice tone={changed && isShorter(retention, days) ? "warn" : "info"} title={previewText(preview)}>
              {preview.held_runs > 0 && `${preview.held_runs} are held and stay.`}
            </Notice>
          )}
        </div>
      )}
      <ActionFailureNotice failure={action.failure} />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          variant="primary"
          whyNot={whyNot}
          disabled={whyNot === null && !changed}
          busy={action.busy}
        >
          {action.busy ? "Saving…" : "Save retention"}
        </Button>
        {retention.changed_at !== null && (
          <p className="text-muted">
            Changed <Age at={retention.changed_at} /> by {retention.changed_by}
          </p>
        )}
      </div>
    </Form>
  );
}

type Parsed = ReturnType<typeof parseDays>;
function daysOf({ succeeded, failed }: { succeeded: Parsed; failed: Parsed }): Days | null {
  if (!succeeded.ok || !failed.ok) return null;
  return { keep_succeeded_days: succeeded.days, keep_failed_days: failed.days };
}
