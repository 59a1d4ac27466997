/** Cache keys of workers. */
export const workerKeys = {
  list: ["workers", "list"] as const,
  /** Below the list, so that whatever makes that fresh makes this fresh as well. */
  fleet: ["workers", "list", "fleet"] as const,
};
