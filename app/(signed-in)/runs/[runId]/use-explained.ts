"use client";
import { useQuery } from "@tanstack/react-query";
import { useControlRoom } from "../../../../lib/context.ts";
import { runExplanationQuery } from "../../../../lib/runs/run-explanation-query.ts";
import type { RunRow } from "../../../../lib/runs/run-row.ts";
import type { LaneRow } from "../../../../lib/sessions/session-row.ts";
import type { Cause } from "../../../../supabase/functions/_shared/contracts/explain.ts";
import { standsStill } from "../../../../supabase/functions/_shared/contracts/run-states.ts";

/** Why this run does not go on; null while it is not known, or when it runs or is over. */
export function useExplained(run: RunRow, lanes: readonly LaneRow[] | undefined): readonly Cause[] | null {
  const { connect } = useControlRoom();
  const held = standsStill(run.status);
  const lane = lanes?.find(({ id }) => id === run.lane_id);
  const circumstances = JSON.stringify([run.status, run.available_at, run.priority, run.rank, lane]);
  const explained = useQuery(runExplanationQuery(connect, held ? [run.id] : [], circumstances));
  return held ? (explained.data?.[run.id] ?? null) : null;
}
