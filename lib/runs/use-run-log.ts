import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { artifactKeys } from "../artifacts/keys.ts";
import { useControlRoom } from "../context.ts";
import { paced } from "../realtime/paced.ts";
import { useHints } from "../realtime/use-hints.ts";
import { runKeys } from "./keys.ts";
import { logTailQuery } from "./log-tail-query.ts";
import { fetchLogPage } from "./run-log-page.ts";
import { RunLogStore } from "./run-log-store.ts";
import type { RunDetail } from "./run-query.ts";

/** Without hints the log is looked at this often, in ms. */
const pollMs = 3_000;

/**
 * The live log of a run, and with it everything else about the run: the same hint tells of a new line and of a new status, and an entry
 * that is not a line makes steps, attempts and artifacts be read again. Whoever asks does not render with the lines; that is for what
 * subscribes to the store.
 */
export function useRunLog(runId: number): RunLogStore {
  const cache = useQueryClient();
  const { connect, clock, connection } = useControlRoom();

  const detail = useMemo(() => {
    const work = () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: runKeys.detail(runId) }),
        cache.invalidateQueries({ queryKey: artifactKeys.list(runId) }),
      ]);
    return paced(work, 1_000);
  }, [cache, runId]);
  const store = useMemo(
    () =>
      new RunLogStore(
        (page) => fetchLogPage(connect, runId, page),
        () => detail.hint(true),
        cache.getQueryData(logTailQuery(connect, runId).queryKey),
      ),
    [cache, connect, runId, detail],
  );
  useEffect(() => {
    store.start();
    return () => {
      store.stop();
      detail.stop();
    };
  }, [store, detail]);

  const missed = () => {
    store.catchUp();
    detail.hint(true);
  };
  /** A payload as it came; how it looks is fetched with the first one, for which all wait in the order in which they came. */
  const hinted = async (payload: unknown) => {
    const { RunHint } = await import("../../supabase/functions/_shared/contracts/realtime.ts");
    const hint = RunHint.safeParse(payload);
    if (!hint.success) return;
    store.hint(hint.data.seq);
    const known = cache.getQueryData<RunDetail | null>(runKeys.detail(runId));
    if (known?.run.status !== hint.data.status) detail.hint(true);
  };
  useHints(
    topics.run(runId),
    (_event, payload) => void hinted(payload).catch(missed),
    () => {
      void clock.synchronise(connect);
      missed();
    },
  );

  useEffect(() => {
    const timer = setInterval(() => {
      const { status } = connection.state();
      if (status === "live" || status === "connecting") return;
      store.catchUp();
      detail.hint(false);
    }, pollMs);
    return () => clearInterval(timer);
  }, [connection, store, detail]);

  return store;
}
