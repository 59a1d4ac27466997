import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { invalidateRun } from "./invalidate-run.ts";

/** `runs.move`. */
export function useMoveRun() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"runs.move">) => (await ops()).moveRun(input),
    onSuccess: ({ run }) => invalidateRun(cache, run),
  });
}

/** `runs.move` to the front or the end of the run's own lane, beside whoever stands there now. Null: it stands there itself. */
export function useMoveRunToEnd() {
  const { connect, ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ run, end }: { run: { id: number; lane_id: number }; end: "front" | "end" }) => {
      const { fetchLaneEnd } = await import("./lane-end.ts");
      const beside = await fetchLaneEnd(await connect(), run.lane_id, end);
      if (beside === null || beside === run.id) return null;
      const place = end === "front" ? { before: beside } : { after: beside };
      return (await ops()).moveRun({ run_id: run.id, lane_id: run.lane_id, ...place });
    },
    onSuccess: (moved) => moved && invalidateRun(cache, moved.run),
  });
}
