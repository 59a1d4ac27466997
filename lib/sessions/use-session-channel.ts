import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { RunHint, topics } from "../../supabase/functions/_shared/contracts/realtime.ts";
import { useControlRoom } from "../context.ts";
import { paced } from "../realtime/paced.ts";
import { useHints } from "../realtime/use-hints.ts";
import type { Board } from "../runs/board-query.ts";
import { runKeys } from "../runs/keys.ts";
import { sessionKeys } from "./keys.ts";

/** A chatty run's lines make the board look for its steps this often at most, in ms. */
const boardEveryMs = 1_000;

/** Keeps a session's board fresh: at once when a run's status changes, soon when its log grows, and as a whole after a reconnect. */
export function useSessionChannel(sessionId: number): void {
  const cache = useQueryClient();
  const { clock, connect } = useControlRoom();
  const board = useMemo(
    () => paced(() => cache.refetchQueries({ queryKey: runKeys.board(sessionId) }), boardEveryMs),
    [cache, sessionId],
  );
  useEffect(() => () => board.stop(), [board]);

  const readSession = () => cache.invalidateQueries({ queryKey: sessionKeys.detail(sessionId) });
  useHints(
    topics.session(sessionId),
    (event, payload) => {
      if (event === "session_changed") return void readSession();
      const hint = RunHint.safeParse(payload);
      if (!hint.success) return;
      const known = cache.getQueryData<Board>(runKeys.board(sessionId));
      board.hint(known === undefined || statusOn(known, hint.data.run_id) !== hint.data.status);
    },
    () => {
      void clock.synchronise(connect);
      void readSession();
      board.hint(true);
    },
  );
}

function statusOn({ active, queued, recent }: Board, runId: number): string | undefined {
  return [...active, ...queued, ...recent].find((run) => run.id === runId)?.status;
}
