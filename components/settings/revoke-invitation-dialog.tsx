"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, InvitationView } from "../types.ts";

export interface RevokeInvitationDialogProps {
  invitation: InvitationView;
  onOpenChange: (open: boolean) => void;
  onRevoke: () => Promise<ActionResult>;
}

export function RevokeInvitationDialog({ invitation, onOpenChange, onRevoke }: RevokeInvitationDialogProps) {
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Revoke the invitation ${invitation.hint}…?`}
      description={`Nobody can accept it any more${invitation.email === null ? "" : `, ${invitation.email} included`}. You can create another one.`}
      verb="Revoke invitation"
      busyVerb="Revoking…"
      dismiss="Keep it open"
      danger
      onSubmit={onRevoke}
    />
  );
}
