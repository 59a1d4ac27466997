import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { runBulkOperation } from "./bulk-operation.ts";
import { runKeys } from "./keys.ts";

interface BulkRequest {
  input: CommandInput<"bulk_operations.create">;
  /** Aborted, it stops what is under way. */
  signal?: AbortSignal;
}

/** `bulk_operations.*`: cancels or retries all runs that meet a filter; `progress` says how far it is. */
export function useBulkRuns() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  const [progress, setProgress] = useState<BulkOperation | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ input, signal }: BulkRequest) => {
      // Whoever closes its dialog goes on seeing it on the page.
      const tell = (operation: BulkOperation) => {
        setProgress(operation);
        void cache.invalidateQueries({ queryKey: runKeys.bulkOperations });
      };
      return runBulkOperation(await ops(), input, tell, signal);
    },
    onSettled: () => {
      setProgress(null);
      return cache.invalidateQueries({ queryKey: runKeys.all });
    },
  });
  return { ...mutation, progress };
}
