"use client";
import { useState } from "react";
import type { Role } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, OperatorView } from "../types.ts";
import { roleLabel } from "./role.model.ts";
import { RoleField } from "./role-field.tsx";

interface OperatorDialogProps {
  operator: OperatorView;
  onOpenChange: (open: boolean) => void;
}

export interface ChangeRoleDialogProps extends OperatorDialogProps {
  onChange: (role: Role) => Promise<ActionResult>;
}

export function ChangeRoleDialog({ operator, onOpenChange, onChange }: ChangeRoleDialogProps) {
  const [role, setRole] = useState(operator.role);
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Change the role of ${operator.display_name}`}
      description={`Now ${roleLabel(operator.role).toLowerCase()}. The new role holds from their next request on.`}
      verb="Change role"
      busyVerb="Changing…"
      onSubmit={() => onChange(role)}
    >
      <RoleField value={role} onChange={setRole} />
    </ActionDialog>
  );
}

export interface DeactivateOperatorDialogProps extends OperatorDialogProps {
  onDeactivate: () => Promise<ActionResult>;
}

export function DeactivateOperatorDialog({ operator, onOpenChange, onDeactivate }: DeactivateOperatorDialogProps) {
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Deactivate ${operator.display_name}?`}
      description="They see and may do nothing from their next request on. Their runs go on, their schedules pause when they are due, and API keys that they made stay live until somebody revokes them."
      verb="Deactivate operator"
      busyVerb="Deactivating…"
      dismiss="Keep them active"
      danger
      onSubmit={onDeactivate}
    />
  );
}

export interface ReactivateOperatorDialogProps extends OperatorDialogProps {
  onReactivate: () => Promise<ActionResult>;
}

export function ReactivateOperatorDialog({ operator, onOpenChange, onReactivate }: ReactivateOperatorDialogProps) {
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Reactivate ${operator.display_name}?`}
      description={`They are ${roleLabel(operator.role).toLowerCase()} again, with the account that they had.`}
      verb="Reactivate operator"
      busyVerb="Reactivating…"
      dismiss="Leave them out"
      onSubmit={onReactivate}
    />
  );
}
