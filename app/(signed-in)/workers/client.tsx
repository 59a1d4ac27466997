"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { fleetCapacity } from "../../../components/fleet/fleet.model.ts";
import { WorkersTable } from "../../../components/fleet/workers-table.tsx";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import { useNow } from "../../../components/status/clock.tsx";
import type { WorkerView } from "../../../components/types.ts";
import { Link } from "../../../components/ui/link.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useFallbackInterval } from "../../../lib/realtime/use-connection.ts";
import { fleetQuery } from "../../../lib/workers/fleet-query.ts";
import { useWorkerChannel } from "../../../lib/workers/use-worker-channel.ts";
import { useDrainWorker } from "../../../lib/workers/worker-drain-mutation.ts";
import { useRemoveWorker } from "../../../lib/workers/worker-remove-mutation.ts";
import { useUndrainWorker } from "../../../lib/workers/worker-undrain-mutation.ts";
import { useWhyNot } from "../me.tsx";
import { readFailure } from "../read-failure.ts";

const DrainWorkerDialog = dynamic(() =>
  import("../../../components/fleet/drain-worker-dialog.tsx").then((module) => module.DrainWorkerDialog),
);
const UndrainWorkerDialog = dynamic(() =>
  import("../../../components/fleet/undrain-worker-dialog.tsx").then((module) => module.UndrainWorkerDialog),
);
const RemoveWorkerDialog = dynamic(() =>
  import("../../../components/fleet/remove-worker-dialog.tsx").then((module) => module.RemoveWorkerDialog),
);

/** Joins the fleet with its commands. */
export function WorkersClient() {
  const { connect } = useControlRoom();
  useWorkerChannel();
  const refetchInterval = useFallbackInterval();
  const fleet = useQuery({ ...fleetQuery(connect), refetchInterval });
  const [draining, setDraining] = useState<WorkerView | null>(null);
  const [undraining, setUndraining] = useState<WorkerView | null>(null);
  const [removing, setRemoving] = useState<WorkerView | null>(null);
  const drain = useDrainWorker();
  const undrain = useUndrainWorker();
  const remove = useRemoveWorker();
  const whyNot = useWhyNot();
  const now = useNow();

  return (
    <Page title="Workers" bar={fleet.data !== undefined && <Capacity workers={fleet.data} now={now} />}>
      {fleet.data === undefined ? (
        fleet.error ? (
          <ErrorState {...readFailure(fleet.error)} onRetry={() => void fleet.refetch()} />
        ) : (
          <TableLoading what="the workers" />
        )
      ) : fleet.data.length === 0 ? (
        <EmptyState title="No worker">
          Make an{" "}
          <Link href="/settings/api-keys" className="text-accent underline underline-offset-2">
            API key for workers
          </Link>
          ; the command that starts one comes with it.
        </EmptyState>
      ) : (
        <WorkersTable
          workers={fleet.data}
          runHref={(runId) => `/runs/${runId}`}
          whyNot={whyNot}
          onDrain={setDraining}
          onUndrain={setUndraining}
          onRemove={setRemoving}
        />
      )}
      {draining !== null && (
        <DrainWorkerDialog
          worker={draining}
          open
          onOpenChange={(open) => !open && setDraining(null)}
          onDrain={() => actionResult(drain.mutateAsync(draining.id))}
        />
      )}
      {undraining !== null && (
        <UndrainWorkerDialog
          worker={undraining}
          open
          onOpenChange={(open) => !open && setUndraining(null)}
          onUndrain={() => actionResult(undrain.mutateAsync(undraining.id))}
        />
      )}
      {removing !== null && (
        <RemoveWorkerDialog
          worker={removing}
          open
          onOpenChange={(open) => !open && setRemoving(null)}
          onRemove={() => actionResult(remove.mutateAsync(removing.id))}
        />
      )}
    </Page>
  );
}

function Capacity({ workers, now }: { workers: readonly WorkerView[]; now: number }) {
  const { live, used, slots, draining, drained } = fleetCapacity(workers, now);
  if (workers.length === 0) return null;
  return (
    <p className="text-muted" data-capacity={slots}>
      {live} of {workers.length} live, {used} of {slots} slots used
      {draining > 0 && `; ${draining} draining`}
      {drained > 0 && `; ${drained} drained`}
    </p>
  );
}
