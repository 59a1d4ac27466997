import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { paced } from "../realtime/paced.ts";
import { useHints } from "../realtime/use-hints.ts";
import { workerKeys } from "./keys.ts";

/** Keeps the list of workers fresh: hints come once a second at most; nobody needs a heartbeat's age sooner than every two. */
export function useWorkerChannel(): void {
  const cache = useQueryClient();
  const workers = useMemo(() => paced(() => cache.invalidateQueries({ queryKey: workerKeys.list }), 2_000), [cache]);
  useEffect(() => () => workers.stop(), [workers]);
  useHints(
    topics.workers,
    () => workers.hint(false),
    () => workers.hint(true),
  );
}
