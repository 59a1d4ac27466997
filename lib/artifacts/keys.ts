/** Cache keys of artifacts. */
export const artifactKeys = {
  list: (runId: number) => ["artifacts", "list", runId] as const,
  content: (artifactId: number) => ["artifacts", "content", artifactId] as const,
};
