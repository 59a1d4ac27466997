"use client";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Link } from "../ui/link.tsx";
import { Notice } from "../ui/notice.tsx";
import { EmailField } from "./account-fields.tsx";

export interface AskResetFormProps {
  onAsk: (email: string) => Promise<ActionResult>;
}

/** Asks for the mail. What it says does not depend on whether there is such an account. */
export function AskResetForm({ onAsk }: AskResetFormProps) {
  const action = useAction();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({ defaultValues: { email: "" } });
  if (sentTo !== null) {
    return (
      <Notice role="status" title={`If ${sentTo} has an account, a mail is on its way`}>
        Open its link in this browser. Nothing there after some minutes: look into the spam folder, then ask again.
      </Notice>
    );
  }
  return (
    <Form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit(async ({ email }) => {
        if (await action.run(() => onAsk(email))) setSentTo(email.trim());
      })}
    >
      <EmailField error={form.formState.errors.email?.message} register={form.register} />
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? "Sending…" : "Send the link"}
      </Button>
      <Link href="/sign-in" className="self-start text-accent hover:underline">
        Back to sign in
      </Link>
    </Form>
  );
}
