"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { HealthCheck } from "../../components/setup/health-check.tsx";
import { WorkerCheck } from "../../components/setup/worker-check.tsx";
import type { WorkerPlace } from "../../components/setup/worker-commands.tsx";
import { type PageMade, useNow } from "../../components/status/clock.tsx";
import { livenessOf } from "../../components/status/status.model.ts";
import { Button } from "../../components/ui/button.tsx";
import { useControlRoom } from "../../lib/context.ts";
import { actionResult } from "../../lib/query/action-result.ts";
import type { ListFilter } from "../../lib/runs/run-filter.ts";
import { runListQuery } from "../../lib/runs/run-list-query.ts";
import { runQuery } from "../../lib/runs/run-query.ts";
import { FIRST_TEMPLATE, useFirstRun } from "../../lib/setup/first-run-mutation.ts";
import { useMakeWorkerKey } from "../../lib/setup/worker-key-mutation.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";
import { useWorkerChannel } from "../../lib/workers/use-worker-channel.ts";
import { workerListQuery } from "../../lib/workers/worker-list-query.ts";
import type { TemplateDefinition } from "../../supabase/functions/_shared/contracts/template.ts";
import { ControlRoomProvider } from "../(signed-in)/control-room.tsx";

export interface AdminProps {
  config: UiConfig;
  made: PageMade;
  next: string;
  places: readonly WorkerPlace[];
  templates: readonly TemplateDefinition[];
  /** Told whether a worker is there and the first run has succeeded. */
  onWorking: (working: boolean) => void;
}

/** Workers and the first run, for the admin who has just become one or looks again. */
export function AdminPart(props: AdminProps) {
  return (
    <ControlRoomProvider config={props.config} made={props.made}>
      <WorkersAndFirstRun {...props} />
    </ControlRoomProvider>
  );
}

const firstRuns: ListFilter = {
  ...{ status: null, session: null, lane: null, template: FIRST_TEMPLATE, repo: null, label: null, by: null },
  ...{ failure: null, since: null, from: null, to: null, endedFrom: null, endedTo: null },
  ...{ waited: null, ran: null, text: null },
};

function WorkersAndFirstRun({ next, places, templates, onWorking }: AdminProps) {
  const { connect } = useControlRoom();
  const now = useNow();
  useWorkerChannel();
  // Hints bring most of it; the wizard must not depend on them.
  const workers = useQuery({ ...workerListQuery(connect), refetchInterval: 2_000 }).data ?? [];
  const hasWorker = workers.some(({ last_seen_at }) => livenessOf(last_seen_at, now) !== "silent");
  const makeKey = useMakeWorkerKey();
  const { run, steps, failure, start } = useHealth(hasWorker, templates);
  const working = hasWorker && run?.status === "succeeded";
  useEffect(() => onWorking(working), [onWorking, working]);
  return (
    <>
      <WorkerCheck
        workers={workers}
        places={places}
        onMakeKey={(name, onKey) => actionResult(makeKey.mutateAsync(name).then(onKey))}
      />
      <HealthCheck hasWorker={hasWorker} run={run} steps={steps} failure={failure} onRun={start} />
      <Button asChild variant="primary" size="lg" className="self-start">
        <a href={next}>Open the control room</a>
      </Button>
    </>
  );
}

/** The newest run of Host health; where there never was one it is started once, as soon as a worker is there. */
function useHealth(hasWorker: boolean, templates: readonly TemplateDefinition[]) {
  const { connect } = useControlRoom();
  const runs = useInfiniteQuery(runListQuery(connect, firstRuns));
  const row = runs.data?.pages[0]?.rows[0] ?? null;
  const first = useFirstRun(templates);
  const runId = first.data?.run.id ?? row?.id;
  const failed = first.error ?? runs.error;
  const started = useRef(false);
  const never = runs.isSuccess && row === null;
  const { mutate } = first;
  useEffect(() => {
    if (!never || !hasWorker || started.current) return;
    started.current = true;
    mutate();
  }, [never, hasWorker, mutate]);
  const detail = useQuery({
    ...runQuery(connect, runId ?? 0),
    enabled: runId !== undefined,
    refetchInterval: ({ state }) => (state.data?.run.finished_at ? false : 1_000),
  });
  return {
    run: detail.data?.run ?? row,
    steps: detail.data?.steps ?? [],
    failure: failed === null ? null : { ok: false as const, message: failed.message },
    start: () => mutate(),
  };
}
