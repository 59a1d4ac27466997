"use client";
import { useNow } from "../status/clock.tsx";
import { Age, Until } from "../status/time.tsx";
import type { InvitationView } from "../types.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ActionsHead, Table, TableCell, TableHead, TableRow } from "../ui/table.tsx";
import { invitationState } from "./invitation.model.ts";
import { roleLabel } from "./role.model.ts";

export interface InvitationsTableProps {
  invitations: readonly InvitationView[];
  /** Why this person may not; null: they may. */
  whyNot: string | null;
  onRevoke: (invitation: InvitationView) => void;
}

/** The links that were given out, and what has become of each. */
export function InvitationsTable({ invitations, whyNot, onRevoke }: InvitationsTableProps) {
  return (
    <Table aria-label="Invitations">
      <thead>
        <tr>
          <TableHead className="w-full">For</TableHead>
          <TableHead className="max-sm:hidden">Role</TableHead>
          <TableHead>State</TableHead>
          <TableHead className="hidden md:table-cell">By</TableHead>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} whyNot={whyNot} onRevoke={onRevoke} />
        ))}
      </tbody>
    </Table>
  );
}

function InvitationRow({
  invitation,
  whyNot,
  onRevoke,
}: Omit<InvitationsTableProps, "invitations"> & { invitation: InvitationView }) {
  const now = useNow();
  const state = invitationState(invitation, now);
  return (
    <TableRow data-invitation={invitation.hint}>
      <TableCell className="min-w-28 max-w-0">
        <span className="block truncate py-1.5">{invitation.email ?? "Whoever holds the link"}</span>
        <span className="block truncate pb-1 text-muted text-sm">
          <span className="sm:hidden">{roleLabel(invitation.role)}, </span>
          <span className="font-mono">{invitation.hint}…</span>
        </span>
      </TableCell>
      <TableCell className="whitespace-nowrap max-sm:hidden">{roleLabel(invitation.role)}</TableCell>
      <TableCell className="py-1.5 sm:whitespace-nowrap">
        {state === "open" && (
          <>
            <Badge tone="accent">Open</Badge>{" "}
            <Until at={invitation.expires_at} className="whitespace-nowrap text-muted" />
          </>
        )}
        {state === "accepted" && (
          <>
            <Badge tone="ok">Accepted</Badge> <span className="text-muted">{invitation.accepted_by_name}</span>
          </>
        )}
        {state === "revoked" && (
          <>
            <Badge>Revoked</Badge> <span className="text-muted">by {invitation.revoked_by}</span>
          </>
        )}
        {state === "expired" && (
          <>
            <Badge tone="warn">Expired</Badge> <Age at={invitation.expires_at} className="text-muted" />
          </>
        )}
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted md:table-cell">
        {invitation.created_by_name}, <Age at={invitation.created_at} />
      </TableCell>
      <TableCell className="w-0 text-right">
        {state === "open" && (
          <Button
            size="sm"
            variant="danger"
            whyNot={whyNot}
            aria-label={`Revoke invitation ${invitation.hint}`}
            onClick={() => onRevoke(invitation)}
          >
            Revoke
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
