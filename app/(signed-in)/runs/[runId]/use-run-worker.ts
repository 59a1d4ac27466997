"use client";
import { useQuery } from "@tanstack/react-query";
import type { RunWorker } from "../../../../components/types.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { useFallbackInterval } from "../../../../lib/realtime/use-connection.ts";
import type { AttemptRow } from "../../../../lib/runs/run-row.ts";
import { useWorkerChannel } from "../../../../lib/workers/use-worker-channel.ts";
import { workerListQuery } from "../../../../lib/workers/worker-list-query.ts";

/** The worker that holds the run's attempt `number` now, with its last sign of life; null when none does. */
export function useRunWorker(number: number, attempts: readonly AttemptRow[]): RunWorker | null {
  const { connect } = useControlRoom();
  useWorkerChannel();
  const refetchInterval = useFallbackInterval();
  const workers = useQuery({ ...workerListQuery(connect), refetchInterval });
  const open = attempts.find((attempt) => attempt.number === number && attempt.finished_at === null);
  if (open === undefined) return null;
  const worker = workers.data?.find(({ id }) => id === open.worker_id);
  return { id: open.worker_id, name: open.worker_name, last_seen_at: worker?.last_seen_at ?? open.claimed_at };
}
