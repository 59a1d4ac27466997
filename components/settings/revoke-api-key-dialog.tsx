"use client";
import { ActionDialog } from "../form/action-dialog.tsx";
import type { ActionResult, ApiKeyView } from "../types.ts";

export interface RevokeApiKeyDialogProps {
  apiKey: ApiKeyView;
  onOpenChange: (open: boolean) => void;
  onRevoke: () => Promise<ActionResult>;
}

export function RevokeApiKeyDialog({ apiKey, onOpenChange, onRevoke }: RevokeApiKeyDialogProps) {
  const works = apiKey.scopes.includes("runs.work");
  return (
    <ActionDialog
      open
      onOpenChange={onOpenChange}
      title={`Revoke ${apiKey.name}?`}
      description={`Whatever uses ${apiKey.hint}… is refused from its next request on, and this cannot be undone.${works ? " Runs that its workers hold are recovered when their leases end." : ""}`}
      verb="Revoke key"
      busyVerb="Revoking…"
      dismiss="Keep it live"
      danger
      onSubmit={onRevoke}
    />
  );
}
