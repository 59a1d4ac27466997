import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { paced } from "../realtime/paced.ts";
import { useHints } from "../realtime/use-hints.ts";
import { templateKeys } from "./keys.ts";

/** Keeps templates fresh: they change when somebody changes them, and the overview when runs of theirs go on. */
export function useTemplateChannel(): void {
  const cache = useQueryClient();
  const all = useMemo(() => paced(() => cache.invalidateQueries({ queryKey: templateKeys.all }), 500), [cache]);
  const overview = useMemo(
    () => paced(() => cache.invalidateQueries({ queryKey: templateKeys.overview }), 2_000),
    [cache],
  );
  useEffect(
    () => () => {
      all.stop();
      overview.stop();
    },
    [all, overview],
  );
  useHints(
    topics.runs,
    (event) => (event === "templates_changed" ? all.hint(true) : overview.hint(false)),
    () => all.hint(true),
  );
}
