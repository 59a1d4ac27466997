"use client";
import { useForm } from "react-hook-form";
import type { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { Form } from "../form/form.tsx";
import { useAction } from "../form/use-action.ts";
import { roles } from "../settings/role.model.ts";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { NameField } from "./account-fields.tsx";

export interface AcceptFormProps {
  /** E-mail of the account that is signed in. */
  account: string;
  role: Role;
  invitedBy: string | null;
  onAccept: (name: string) => Promise<ActionResult>;
  onSignOut: () => void;
}

/** For somebody who is signed in: what the link makes of them, and the name that others will see. */
export function AcceptForm({ account, role, invitedBy, onAccept, onSignOut }: AcceptFormProps) {
  const action = useAction();
  const { register, handleSubmit, formState } = useForm({ defaultValues: { name: "" } });
  const offered = roles.find(({ value }) => value === role);
  return (
    <Form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={handleSubmit(async ({ name }) => void (await action.run(() => onAccept(name))))}
    >
      <p>
        {invitedBy ?? "An admin"} invites <strong className="font-semibold">{account}</strong> as{" "}
        <strong className="font-semibold">{offered?.label.toLowerCase() ?? role}</strong>.
        <span className="mt-1 block text-muted">{offered?.may}</span>
      </p>
      <NameField error={formState.errors.name?.message} register={register} />
      <ActionFailureNotice failure={action.failure} />
      <Button type="submit" variant="primary" size="lg" busy={action.busy}>
        {action.busy ? "Joining…" : "Accept the invitation"}
      </Button>
      <Button variant="ghost" onClick={onSignOut}>
        Use another account
      </Button>
    </Form>
  );
}
