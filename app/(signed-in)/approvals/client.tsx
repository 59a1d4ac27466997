"use client";
import { useQuery } from "@tanstack/react-query";
import { sortForViewer } from "../../../components/approvals/approval.model.ts";
import { ApprovalsTable } from "../../../components/approvals/approvals-table.tsx";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import { decidedApprovalsQuery, pendingApprovalsQuery } from "../../../lib/approvals/approval-list-query.ts";
import { useControlRoom } from "../../../lib/context.ts";
import { useFallbackInterval } from "../../../lib/realtime/use-connection.ts";
import { useMe } from "../me.tsx";
import { readFailure } from "../read-failure.ts";

const runHref = (runId: number) => `/runs/${runId}`;

/** What waits for the reader first, then what waits for others, and what was decided below. */
export function ApprovalsClient() {
  const { connect } = useControlRoom();
  const refetchInterval = useFallbackInterval();
  const pending = useQuery({ ...pendingApprovalsQuery(connect), refetchInterval });
  const decided = useQuery({ ...decidedApprovalsQuery(connect), refetchInterval });
  const me = useMe();
  const error = pending.error ?? decided.error;
  if (pending.data === undefined || decided.data === undefined) {
    return (
      <Page title="Approvals">
        {error ? (
          <ErrorState
            {...readFailure(error)}
            onRetry={() => void Promise.all([pending.refetch(), decided.refetch()])}
          />
        ) : (
          <TableLoading what="the approvals" />
        )}
      </Page>
    );
  }
  const { mine, others } = sortForViewer(pending.data, me);
  return (
    <Page title="Approvals">
      {mine.length === 0 ? (
        <EmptyState title="Nothing waits for you">A run that asks for your approval appears here at once.</EmptyState>
      ) : (
        <ApprovalsTable label="Waits for you" approvals={mine} runHref={runHref} />
      )}
      {others.length > 0 && <ApprovalsTable label="Waits for others" approvals={others} runHref={runHref} />}
      {decided.data.length > 0 && <ApprovalsTable label="Decided" approvals={decided.data} runHref={runHref} />}
    </Page>
  );
}
