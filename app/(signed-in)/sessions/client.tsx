"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useState } from "react";
import { ArchiveSessionDialog } from "../../../components/session/archive-session-dialog.tsx";
import { CreateSessionDialog } from "../../../components/session/create-session-dialog.tsx";
import { ReopenSessionDialog } from "../../../components/session/reopen-session-dialog.tsx";
import { SessionsTable } from "../../../components/session/sessions-table.tsx";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import type { SessionView } from "../../../components/types.ts";
import { Button } from "../../../components/ui/button.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useFallbackInterval } from "../../../lib/realtime/use-connection.ts";
import { useArchiveSession } from "../../../lib/sessions/session-archive-mutation.ts";
import { useCreateSession } from "../../../lib/sessions/session-create-mutation.ts";
import { sessionListQuery } from "../../../lib/sessions/session-list-query.ts";
import { useReopenSession } from "../../../lib/sessions/session-reopen-mutation.ts";
import { useWhyNot } from "../me.tsx";
import { readFailure } from "../read-failure.ts";

/** Joins the list of sessions with its commands. */
export function SessionsClient() {
  const { connect } = useControlRoom();
  const [archived, setArchived] = useQueryState("archived", parseAsBoolean.withDefault(false));
  const refetchInterval = useFallbackInterval();
  const sessions = useQuery({ ...sessionListQuery(connect, archived), refetchInterval });
  const [creating, setCreating] = useState(false);
  const [archiving, setArchiving] = useState<SessionView | null>(null);
  const [reopening, setReopening] = useState<SessionView | null>(null);
  const reopen = useReopenSession();
  const create = useCreateSession();
  const archive = useArchiveSession();
  const whyNot = useWhyNot();
  const router = useRouter();

  return (
    <Page
      title={archived ? "Archived sessions" : "Sessions"}
      actions={
        <>
          <Button onClick={() => void setArchived(!archived || null)}>
            {archived ? "Show open" : "Show archived"}
          </Button>
          <Button variant="primary" whyNot={whyNot} onClick={() => setCreating(true)}>
            New session
          </Button>
        </>
      }
    >
      {sessions.data === undefined ? (
        sessions.error ? (
          <ErrorState {...readFailure(sessions.error)} onRetry={() => void sessions.refetch()} />
        ) : (
          <TableLoading what="the sessions" />
        )
      ) : sessions.data.length === 0 ? (
        <EmptyState title={archived ? "No session is archived" : "No open session"}>
          {archived ? "Archived sessions stay readable here." : "Create one to start runs in it."}
        </EmptyState>
      ) : (
        <SessionsTable
          sessions={sessions.data}
          sessionHref={(id) => `/sessions/${id}`}
          whyNot={whyNot}
          onArchive={setArchiving}
          onReopen={setReopening}
        />
      )}
      <CreateSessionDialog
        open={creating}
        onOpenChange={setCreating}
        onCreate={(request) =>
          actionResult(create.mutateAsync(request).then(({ id }) => router.push(`/sessions/${id}`)))
        }
      />
      {archiving !== null && (
        <ArchiveSessionDialog
          session={archiving}
          open
          onOpenChange={(open) => !open && setArchiving(null)}
          onArchive={() => actionResult(archive.mutateAsync(archiving.id))}
        />
      )}
      {reopening !== null && (
        <ReopenSessionDialog
          name={reopening.name}
          onOpenChange={(open) => !open && setReopening(null)}
          onReopen={() => actionResult(reopen.mutateAsync({ session_id: reopening.id }))}
        />
      )}
    </Page>
  );
}
