/** Cache keys of schedules. */
export const scheduleKeys = {
  all: ["schedules"] as const,
  list: ["schedules", "list"] as const,
  preview: (cron: string, timeZone: string, nextAt: string | null) =>
    ["schedules", "preview", cron, timeZone, nextAt] as const,
};
