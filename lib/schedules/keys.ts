/** Cache keys of schedules. */
export const scheduleKeys = {
  all: ["schedules"] as const,
  list: ["schedules", "list"] as const,
  preview: (cron: string, timeZone: string) => ["schedules", "preview", cron, timeZone] as const,
};
