"use client";
import { useForm } from "react-hook-form";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { EmailField, NameField, NewPasswordField } from "./account-fields.tsx";
import type { NewAccount } from "./setup-form.tsx";

export interface JoinFormProps {
  /** Goes on to the control room when it answers ok. */
  onJoin: (account: NewAccount) => Promise<ActionResult>;
}

/** For somebody who holds a link and is not signed in: an account, new or theirs, and the invitation accepted with it. */
export function JoinForm({ onJoin }: JoinFormProps) {
  const action = useAction();
  const { register, handleSubmit, formState } = useForm<NewAccount>({
    defaultValues: { name: "", email: "", password: "" },
  });
  const { errors } = formState;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={handleSubmit(async (values) => void (await action.run(() => onJoin(values))))}
    >
      <NameField error={errors.name?.message} register={register} />
      <EmailField error={errors.email?.message} register={register} />
      <NewPasswordField
        error={errors.password?.message}
        register={register}
        hint="If you have an account here already, its password."
      />
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? "Joining…" : "Join the control room"}
      </Button>
    </form>
  );
}
