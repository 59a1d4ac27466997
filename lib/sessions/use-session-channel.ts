import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { RunHint, RunsHint } from "../../supabase/functions/_shared/contracts/realtime.ts";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { useControlRoom } from "../context.ts";
import { paced } from "../realtime/paced.ts";
import { useHints } from "../realtime/use-hints.ts";
import { knowsWholeQueue, patchBoard } from "../runs/board-patch.ts";
import type { Board } from "../runs/board-query.ts";
import { runKeys } from "../runs/keys.ts";
import type { Connect } from "../supabase/types.ts";
import { sessionKeys } from "./keys.ts";

/** A chatty run's lines make the board look for its steps this often at most, in ms. */
const boardEveryMs = 1_000;

/** Keeps a session's board fresh: at once when a run's status changes, soon when its log grows, and as a whole after a reconnect. */
export function useSessionChannel(sessionId: number): void {
  const cache = useQueryClient();
  const { clock, connect } = useControlRoom();
  const board = useMemo(() => boardReader(cache, connect, sessionId), [cache, connect, sessionId]);
  useEffect(() => () => board.stop(), [board]);

  const readSession = () => cache.invalidateQueries({ queryKey: sessionKeys.detail(sessionId) });
  useHints(
    topics.session(sessionId),
    (event, payload) => {
      if (event === "session_changed") return void readSession();
      if (event === "runs_changed") void board.hinted(payload).catch(board.missed);
    },
    () => {
      void clock.synchronise(connect);
      void readSession();
      board.missed();
    },
  );
}

/** Reads the runs that hints name, several at once and one call at a time; the whole board where that is not enough. */
function boardReader(cache: QueryClient, connect: Connect, sessionId: number) {
  const queryKey = runKeys.board(sessionId);
  const known = () => cache.getQueryData<Board>(queryKey);
  let ids = new Set<number>();
  /** Those of the look before are read once more: their hints may have been faster than their commits could be seen. */
  let former = new Set<number>();
  let whole = false;

  const { hint, stop } = paced(async () => {
    const named = [...new Set([...ids, ...former])];
    const before = known();
    former = ids;
    ids = new Set();
    if (whole || before === undefined || !knowsWholeQueue(before)) {
      whole = false;
      return await cache.invalidateQueries({ queryKey });
    }
    if (named.length === 0) return;
    try {
      const { readChangedRuns } = await import("../runs/changed-runs-read.ts");
      const changed = await readChangedRuns(await connect(), named);
      // A command of this page may have begun to read the whole board, and would then end with what was before the change.
      if (cache.isFetching({ queryKey }) > 0) await cache.cancelQueries({ queryKey });
      cache.setQueryData<Board>(queryKey, (board) => board && patchBoard(board, named, changed));
    } catch {
      whole = true;
      hint(false);
    }
  }, boardEveryMs);

  const missed = (): void => {
    whole = true;
    hint(true);
  };
  const changed = ({ runs }: RunsHint): void => {
    if (runs === null) {
      missed();
      return;
    }
    for (const { run_id } of runs) ids.add(run_id);
    hint(runs.some((run) => statusOn(known(), run) !== run.status));
  };
  return {
    stop,
    missed,
    /** A payload as it came; how it looks is fetched with the first one. One that cannot be read names nothing. */
    async hinted(payload: unknown): Promise<void> {
      const { RunsHint } = await import("../../supabase/functions/_shared/contracts/realtime.ts");
      const read = RunsHint.safeParse(payload);
      if (read.success) changed(read.data);
    },
  };
}

function statusOn(board: Board | undefined, { run_id }: RunHint): string | undefined {
  if (board === undefined) return undefined;
  return [...board.active, ...board.queued, ...board.recent].find((run) => run.id === run_id)?.status;
}
