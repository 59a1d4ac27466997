import { queryOptions } from "@tanstack/react-query";
import type { OpsClient } from "../ops-client/index.ts";
import { retentionKeys } from "./keys.ts";

export interface RetentionDays {
  keep_succeeded_days: number | null;
  keep_failed_days: number | null;
}

/** `retention.preview`: what these days would purge if they held now. */
export function retentionPreviewQuery(ops: () => Promise<OpsClient>, days: RetentionDays | null) {
  return queryOptions({
    queryKey: retentionKeys.preview(days?.keep_succeeded_days ?? null, days?.keep_failed_days ?? null),
    queryFn: async () =>
      (await ops()).previewRetention({
        keep_succeeded_days: days?.keep_succeeded_days ?? null,
        keep_failed_days: days?.keep_failed_days ?? null,
      }),
    enabled: days !== null,
  });
}
