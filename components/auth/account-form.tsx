"use client";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { EmailField, NameField, NewPasswordField } from "./account-fields.tsx";

export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

export interface AccountFormProps {
  /** What is said beside the password. */
  passwordHint: string;
  verb: string;
  busyVerb: string;
  onSubmit: (account: NewAccount) => Promise<ActionResult>;
}

/** Name, e-mail address and password of somebody who comes in: the first operator, or one who was invited. */
export function AccountForm({ passwordHint, verb, busyVerb, onSubmit }: AccountFormProps) {
  const action = useAction();
  const { register, handleSubmit, formState } = useForm<NewAccount>({
    defaultValues: { name: "", email: "", password: "" },
  });
  const { errors } = formState;
  return (
    <Form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={handleSubmit(async (values) => void (await action.run(() => onSubmit(values))))}
    >
      <NameField error={errors.name?.message} register={register} />
      <EmailField error={errors.email?.message} register={register} />
      <NewPasswordField error={errors.password?.message} register={register} hint={passwordHint} />
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? busyVerb : verb}
      </Button>
    </Form>
  );
}
