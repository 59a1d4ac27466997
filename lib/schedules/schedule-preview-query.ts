import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ControlRoom } from "../context.ts";
import { scheduleKeys } from "./keys.ts";

/**
 * The next five occurrences; fails with what is wrong with the cron or the time zone. `nextAt`, where a schedule is known to come next: as
 * that moves on they are asked for anew.
 */
export function schedulePreviewQuery(
  ops: ControlRoom["ops"],
  cron: string,
  timeZone: string,
  nextAt: string | null = null,
) {
  return queryOptions({
    queryKey: scheduleKeys.preview(cron, timeZone, nextAt),
    // With the zone that they are of: they are still shown while the next zone's are on their way.
    queryFn: async () => {
      const { occurrences } = await (await ops()).previewSchedule({ cron, time_zone: timeZone });
      return { occurrences, timeZone };
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
}
