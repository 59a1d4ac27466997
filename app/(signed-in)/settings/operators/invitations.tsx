"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { invitationLink } from "../../../../components/settings/invitation.model.ts";
import { InvitationsTable } from "../../../../components/settings/invitations-table.tsx";
import { EmptyState } from "../../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { TableLoading } from "../../../../components/states/loading.tsx";
import type { InvitationView } from "../../../../components/types.ts";
import { Button } from "../../../../components/ui/button.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { useCreateInvitation } from "../../../../lib/invitations/invitation-create-mutation.ts";
import { invitationListQuery } from "../../../../lib/invitations/invitation-list-query.ts";
import { useRevokeInvitation } from "../../../../lib/invitations/invitation-revoke-mutation.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useFallbackInterval } from "../../../../lib/realtime/use-connection.ts";
import { readFailure } from "../../read-failure.ts";

const InviteDialog = dynamic(() =>
  import("../../../../components/settings/invite-dialog.tsx").then((module) => module.InviteDialog),
);
const RevokeInvitationDialog = dynamic(() =>
  import("../../../../components/settings/revoke-invitation-dialog.tsx").then(
    (module) => module.RevokeInvitationDialog,
  ),
);
const SecretOnceDialog = dynamic(() =>
  import("../../../../components/settings/secret-once-dialog.tsx").then((module) => module.SecretOnceDialog),
);

/** The links by which people come in, with what an admin does about them. */
export function Invitations({ whyNot }: { whyNot: string | null }) {
  const { connect } = useControlRoom();
  const refetchInterval = useFallbackInterval();
  const invitations = useQuery({ ...invitationListQuery(connect), refetchInterval });
  const create = useCreateInvitation();
  const revoke = useRevokeInvitation();
  const [inviting, setInviting] = useState(false);
  const [revoking, setRevoking] = useState<InvitationView | null>(null);
  const [token, setToken] = useState<string | null>(null);

  return (
    <section className="flex flex-col gap-3 px-3 pb-4 sm:px-4" aria-labelledby="invitations">
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <h2 id="invitations" className="font-semibold text-lg">
          Invitations
        </h2>
        <div className="ml-auto">
          <Button variant="primary" whyNot={whyNot} onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        </div>
      </div>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {invitations.data === undefined ? (
          invitations.error ? (
            <ErrorState {...readFailure(invitations.error)} onRetry={() => void invitations.refetch()} level={2} />
          ) : (
            <TableLoading what="the invitations" rows={3} />
          )
        ) : invitations.data.length === 0 ? (
          <EmptyState title="Nobody is invited">
            An invitation is a link that works once. Create one and send it to the person; no mail is needed.
          </EmptyState>
        ) : (
          <InvitationsTable invitations={invitations.data} whyNot={whyNot} onRevoke={setRevoking} />
        )}
      </div>
      {inviting && (
        <InviteDialog
          onOpenChange={setInviting}
          onInvite={(request) => actionResult(create.mutateAsync(request).then((made) => setToken(made.token)))}
        />
      )}
      {token !== null && (
        <SecretOnceDialog
          title="The invitation is open"
          description="Send this link to the person. It works once; whoever opens it signs up or in, and accepts."
          what="link"
          secret={invitationLink(window.location.origin, token)}
          onClose={() => setToken(null)}
        />
      )}
      {revoking !== null && (
        <RevokeInvitationDialog
          invitation={revoking}
          onOpenChange={(open) => !open && setRevoking(null)}
          onRevoke={() => actionResult(revoke.mutateAsync({ invitation_id: revoking.id }))}
        />
      )}
    </section>
  );
}
