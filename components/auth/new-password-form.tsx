"use client";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { NewPasswordField } from "./account-fields.tsx";

export interface NewPasswordFormProps {
  /** Goes on to the control room when it answers ok. */
  onSet: (password: string) => Promise<ActionResult>;
}

export function NewPasswordForm({ onSet }: NewPasswordFormProps) {
  const action = useAction();
  const form = useForm({ defaultValues: { password: "" } });
  return (
    <Form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={form.handleSubmit(async ({ password }) => void (await action.run(() => onSet(password))))}
    >
      <NewPasswordField error={form.formState.errors.password?.message} register={form.register} />
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? "Setting…" : "Set the password"}
      </Button>
    </Form>
  );
}
