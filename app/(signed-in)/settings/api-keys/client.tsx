"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { AdminsOnly } from "../../../../components/settings/admins-only.tsx";
import { ApiKeysTable } from "../../../../components/settings/api-keys-table.tsx";
import type { ApiKeyRequest } from "../../../../components/settings/create-api-key-dialog.tsx";
import { Page } from "../../../../components/shell/page.tsx";
import { EmptyState } from "../../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { TableLoading } from "../../../../components/states/loading.tsx";
import { NoPermission } from "../../../../components/states/no-permission.tsx";
import type { ApiKeyView } from "../../../../components/types.ts";
import { Button } from "../../../../components/ui/button.tsx";
import { useCreateApiKey } from "../../../../lib/api-keys/api-key-create-mutation.ts";
import { apiKeyListQuery } from "../../../../lib/api-keys/api-key-list-query.ts";
import { useRevokeApiKey } from "../../../../lib/api-keys/api-key-revoke-mutation.ts";
import { keyPlacesQuery } from "../../../../lib/api-keys/key-places-query.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useFallbackInterval } from "../../../../lib/realtime/use-connection.ts";
import { useMe, useWhyNot } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";

const CreateApiKeyDialog = dynamic(() =>
  import("../../../../components/settings/create-api-key-dialog.tsx").then((module) => module.CreateApiKeyDialog),
);
const NewApiKeyDialog = dynamic(() =>
  import("../../../../components/settings/new-api-key-dialog.tsx").then((module) => module.NewApiKeyDialog),
);
const RevokeApiKeyDialog = dynamic(() =>
  import("../../../../components/settings/revoke-api-key-dialog.tsx").then((module) => module.RevokeApiKeyDialog),
);

/** Joins the API keys with what an admin does about them. */
export function ApiKeysClient({ executorUrl }: { executorUrl: string }) {
  const { connect } = useControlRoom();
  const me = useMe();
  const refetchInterval = useFallbackInterval();
  const maySee = me.role !== "operator";
  const keys = useQuery({ ...apiKeyListQuery(connect), refetchInterval, enabled: maySee });
  const places = useQuery({ ...keyPlacesQuery(connect), enabled: maySee });
  const create = useCreateApiKey();
  const revoke = useRevokeApiKey();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<(ApiKeyRequest & { key: string }) | null>(null);
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const whyNot = useWhyNot("administer");

  if (!maySee) {
    return (
      <Page title="API keys">
        <NoPermission title="API keys are for admins and auditors">
          You are an operator. An admin can create a key for your script or worker, or change your role.
        </NoPermission>
      </Page>
    );
  }
  return (
    <Page
      title="API keys"
      bar={<AdminsOnly role={me.role} verb="create and revoke API keys" />}
      actions={
        <Button variant="primary" whyNot={whyNot} onClick={() => setCreating(true)}>
          New key
        </Button>
      }
    >
      {keys.data === undefined ? (
        keys.error ? (
          <ErrorState {...readFailure(keys.error)} onRetry={() => void keys.refetch()} level={2} />
        ) : (
          <TableLoading what="the API keys" rows={4} />
        )
      ) : keys.data.length === 0 ? (
        <EmptyState title="No API key">Create one for a worker or a script.</EmptyState>
      ) : (
        <ApiKeysTable keys={keys.data} places={places.data ?? []} whyNot={whyNot} onRevoke={setRevoking} />
      )}
      {creating && (
        <CreateApiKeyDialog
          places={(places.data ?? []).filter(({ archived_at }) => archived_at === null)}
          onOpenChange={setCreating}
          onCreate={(request) => actionResult(create.mutateAsync(request).then((key) => setMade({ ...request, key })))}
        />
      )}
      {made !== null && (
        <NewApiKeyDialog
          name={made.name}
          apiKey={made.key}
          scopes={made.scopes}
          executorUrl={executorUrl}
          onClose={() => setMade(null)}
        />
      )}
      {revoking !== null && (
        <RevokeApiKeyDialog
          apiKey={revoking}
          onOpenChange={(open) => !open && setRevoking(null)}
          onRevoke={() => actionResult(revoke.mutateAsync({ api_key_id: revoking.id }))}
        />
      )}
    </Page>
  );
}
