/** Cache keys of the retention. */
export const retentionKeys = {
  all: ["retention"] as const,
  current: ["retention", "current"] as const,
  preview: (succeeded: number | null, failed: number | null) => ["retention", "preview", succeeded, failed] as const,
};
