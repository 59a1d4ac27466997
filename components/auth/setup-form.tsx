"use client";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { EmailField, NameField, NewPasswordField } from "./account-fields.tsx";

export interface NewAccount {
  name: string;
  email: string;
  password: string;
}

export interface SetupFormProps {
  onSetup: (operator: NewAccount) => Promise<ActionResult>;
}

/** Who the first operator, an admin, is. */
export function SetupForm({ onSetup }: SetupFormProps) {
  const action = useAction();
  const { register, handleSubmit, formState } = useForm<NewAccount>({
    defaultValues: { name: "", email: "", password: "" },
  });
  const { errors } = formState;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={handleSubmit(async (values) => void (await action.run(() => onSetup(values))))}
    >
      <NameField error={errors.name?.message} register={register} />
      <EmailField error={errors.email?.message} register={register} />
      <NewPasswordField
        error={errors.password?.message}
        register={register}
        hint="There is no default password and no mail is sent."
      />
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? "Setting up…" : "Become the first operator"}
      </Button>
    </form>
  );
}
