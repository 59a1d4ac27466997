import { useQueryClient } from "@tanstack/react-query";
import { topics } from "../../supabase/functions/_shared/contracts/topics.ts";
import { useHints } from "../realtime/use-hints.ts";
import { approvalKeys } from "./keys.ts";

/** Keeps what waits for a decision fresh, on every page. */
export function useApprovalChannel(): void {
  const cache = useQueryClient();
  const refresh = () => void cache.invalidateQueries({ queryKey: approvalKeys.all });
  useHints(
    topics.runs,
    (event) => {
      if (event === "approvals_changed") refresh();
    },
    refresh,
  );
}
