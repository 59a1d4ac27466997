"use client";
import { useState } from "react";
import type { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult } from "../types.ts";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { validities } from "./invitation.model.ts";
import { RoleField } from "./role-field.tsx";

export interface InviteRequest {
  role: Role;
  email?: string;
  expires_in_hours: number;
}

export interface InviteDialogProps {
  onOpenChange: (open: boolean) => void;
  onInvite: (request: InviteRequest) => Promise<ActionResult>;
}

/** Asks what the link makes of whoever accepts it, who that may be, and until when. */
export function InviteDialog({ onOpenChange, onInvite }: InviteDialogProps) {
  const [role, setRole] = useState<Role>("operator");
  const [email, setEmail] = useState("");
  const [hours, setHours] = useState(72);
  const address = email.trim();
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title="Invite somebody"
      description="Makes a link that works once. You send it yourself; no mail leaves from here."
      verb="Create link"
      busyVerb="Creating…"
      dismiss="Not now"
      onSubmit={() => onInvite({ role, expires_in_hours: hours, ...(address !== "" && { email: address }) })}
    >
      <RoleField value={role} onChange={setRole} />
      <Field
        id="invite-email"
        label="E-mail"
        optional
        hint="Then only an account with this address can accept. Without it, whoever holds the link."
      >
        <Input
          id="invite-email"
          type="email"
          autoComplete="off"
          maxLength={255}
          value={email}
          aria-describedby="invite-email-hint"
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field id="invite-validity" label="Good for">
        <Select
          id="invite-validity"
          className="max-w-56"
          value={String(hours)}
          onValueChange={(value) => setHours(Number(value))}
          options={validities.map((validity) => ({ value: String(validity.hours), label: validity.label }))}
        />
      </Field>
    </ActionDialog>
  );
}
