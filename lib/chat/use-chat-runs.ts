import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { RunsHint } from "../../supabase/functions/_shared/contracts/realtime.ts";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { useControlRoom } from "../context.ts";
import { paced } from "../realtime/paced.ts";
import { useFallbackInterval } from "../realtime/use-connection.ts";
import { useHints } from "../realtime/use-hints.ts";
import { type ChangedRuns, readChangedRuns } from "../runs/changed-runs-read.ts";
import { chatKeys } from "./keys.ts";

const nothing: ChangedRuns = { runs: [], attempts: [], steps: [] };

/** The runs that a chat's cards show, fresh by the session's hints; those that the reader may not see are absent. */
export function useChatRuns(sessionId: number, runIds: readonly number[]): ChangedRuns {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const refetchInterval = useFallbackInterval();
  const queryKey = chatKeys.runs(runIds);
  const runs = useQuery({
    queryKey,
    queryFn: async () => readChangedRuns(await connect(), [...runIds]),
    enabled: runIds.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    refetchInterval,
  });
  const reader = useMemo(() => paced(() => cache.invalidateQueries({ queryKey: ["chat", "runs"] }), 1_000), [cache]);
  useEffect(() => () => reader.stop(), [reader]);
  useHints(
    topics.session(sessionId),
    (event, payload) => {
      const hint = event === "runs_changed" ? RunsHint.safeParse(payload) : null;
      if (!hint?.success) return;
      if (hint.data.runs === null) return reader.hint(true);
      const told = hint.data.runs.filter(({ run_id }) => runIds.includes(run_id));
      if (told.length === 0) return;
      const statusShown = (runId: number) => runs.data?.runs.find(({ id }) => id === runId)?.status;
      reader.hint(told.some(({ run_id, status }) => statusShown(run_id) !== status));
    },
    () => reader.hint(true),
  );
  return runs.data ?? nothing;
}
