"use client";
import { type FormEvent, useId, useState } from "react";
import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { Form } from "../form/form.tsx";
import { ParameterForm } from "../form/parameter-form.tsx";
import type { useAction } from "../form/use-action.ts";
import { useParameterForm } from "../form/use-parameter-form.ts";
import type { ActionResult, JsonObject } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Textarea } from "../ui/input.tsx";

export interface ApprovalFormProps {
  approval: Approval;
  onApprove: (input: JsonObject | undefined, comment: string | undefined) => Promise<ActionResult>;
  onReject: (comment: string) => Promise<ActionResult>;
  /** Whoever shows the refusal keeps it: this form begins anew when what it is about has changed. */
  action: ReturnType<typeof useAction>;
}

const noSchema: JsonObject = { type: "object" };

/** The input that is asked for, a comment, and the two ways to decide. */
export function ApprovalForm({ approval, onApprove, onReject, action }: ApprovalFormProps) {
  const id = useId();
  const input = useParameterForm(approval.input === null ? approval.input_schema : noSchema);
  const [comment, setComment] = useState("");
  const [missing, setMissing] = useState<string>();
  const said = comment.trim() === "" ? undefined : comment.trim();

  const approve = (event: FormEvent) => {
    event.preventDefault();
    setMissing(undefined);
    if (approval.input !== null) return void action.run(() => onApprove(undefined, said));
    const checked = input.check();
    if (checked.ok) void action.run(() => onApprove(checked.parameters, said));
  };
  const reject = () => {
    setMissing(said === undefined ? "Say why: whoever asked has to know." : undefined);
    if (said !== undefined) void action.run(() => onReject(said));
  };
  return (
    <Form noValidate className="flex flex-col gap-3" onSubmit={approve}>
      <ParameterForm id={id} form={input} />
      <Field id={`${id}-comment`} label="Comment" hint="Needed to reject." error={missing}>
        <Textarea
          id={`${id}-comment`}
          {...describedBy(`${id}-comment`, true, missing)}
          rows={2}
          maxLength={2_000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button variant="danger" disabled={action.busy} onClick={reject}>
          Reject
        </Button>
        <Button type="submit" variant="primary" busy={action.busy}>
          {action.busy ? "Deciding…" : "Approve"}
        </Button>
      </div>
    </Form>
  );
}
