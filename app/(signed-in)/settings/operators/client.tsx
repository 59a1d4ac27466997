"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { AdminsOnly } from "../../../../components/settings/admins-only.tsx";
import { OperatorsTable } from "../../../../components/settings/operators-table.tsx";
import { Page } from "../../../../components/shell/page.tsx";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { TableLoading } from "../../../../components/states/loading.tsx";
import type { OperatorView } from "../../../../components/types.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { useDeactivateOperator } from "../../../../lib/operators/operator-deactivate-mutation.ts";
import { operatorListQuery } from "../../../../lib/operators/operator-list-query.ts";
import { useReactivateOperator } from "../../../../lib/operators/operator-reactivate-mutation.ts";
import { useSetOperatorRole } from "../../../../lib/operators/operator-set-role-mutation.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { useFallbackInterval } from "../../../../lib/realtime/use-connection.ts";
import { useMe, useWhyNot } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";
import { Invitations } from "./invitations.tsx";

const ChangeRoleDialog = dynamic(() =>
  import("../../../../components/settings/operator-dialogs.tsx").then((module) => module.ChangeRoleDialog),
);
const DeactivateOperatorDialog = dynamic(() =>
  import("../../../../components/settings/operator-dialogs.tsx").then((module) => module.DeactivateOperatorDialog),
);
const ReactivateOperatorDialog = dynamic(() =>
  import("../../../../components/settings/operator-dialogs.tsx").then((module) => module.ReactivateOperatorDialog),
);

type Question = { kind: "role" | "deactivate" | "reactivate"; operator: OperatorView };

/** Joins the operators with what an admin decides about them. */
export function OperatorsClient() {
  const { connect } = useControlRoom();
  const me = useMe();
  const refetchInterval = useFallbackInterval();
  const operators = useQuery({ ...operatorListQuery(connect), refetchInterval });
  const [asked, setAsked] = useState<Question | null>(null);
  const setRole = useSetOperatorRole();
  const deactivate = useDeactivateOperator();
  const reactivate = useReactivateOperator();
  const whyNot = useWhyNot("administer");
  const close = (open: boolean) => !open && setAsked(null);
  const ask = (kind: Question["kind"]) => (operator: OperatorView) => setAsked({ kind, operator });
  const of = asked && { operator: asked.operator, onOpenChange: close };
  const user_id = asked?.operator.user_id ?? "";

  return (
    <>
      <Page title="Operators" bar={<AdminsOnly role={me.role} verb="change roles and invite people" />}>
        {operators.data === undefined ? (
          operators.error ? (
            <ErrorState {...readFailure(operators.error)} onRetry={() => void operators.refetch()} level={2} />
          ) : (
            <TableLoading what="the operators" rows={4} />
          )
        ) : (
          <OperatorsTable
            operators={operators.data}
            me={me.userId}
            whyNot={whyNot}
            onChangeRole={ask("role")}
            onDeactivate={ask("deactivate")}
            onReactivate={ask("reactivate")}
          />
        )}
      </Page>
      {me.role !== "operator" && <Invitations whyNot={whyNot} />}
      {of && asked?.kind === "role" && (
        <ChangeRoleDialog {...of} onChange={(role) => actionResult(setRole.mutateAsync({ user_id, role }))} />
      )}
      {of && asked?.kind === "deactivate" && (
        <DeactivateOperatorDialog {...of} onDeactivate={() => actionResult(deactivate.mutateAsync({ user_id }))} />
      )}
      {of && asked?.kind === "reactivate" && (
        <ReactivateOperatorDialog {...of} onReactivate={() => actionResult(reactivate.mutateAsync({ user_id }))} />
      )}
    </>
  );
}
