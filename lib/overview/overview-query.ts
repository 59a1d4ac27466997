import { queryOptions } from "@tanstack/react-query";
import type { OverviewPeriod } from "../../supabase/functions/_shared/contracts/overview.ts";
import type { Connect } from "../supabase/types.ts";

/** Figures of a longer period change less from one look to the next, in ms. */
const everyMs: Readonly<Record<OverviewPeriod, number>> = { "1h": 10_000, "24h": 30_000, "7d": 60_000 };

/** What went on in a period, of all sessions that the reader sees or of one. Read anew at a calm rate while somebody looks. */
export function overviewQuery(connect: Connect, period: OverviewPeriod, sessionId: number | null) {
  return queryOptions({
    queryKey: ["overview", period, sessionId] as const,
    refetchInterval: everyMs[period],
    queryFn: async ({ signal }) =>
      (await import("./overview-read.ts")).readOverview(await connect(), period, sessionId, signal),
  });
}
