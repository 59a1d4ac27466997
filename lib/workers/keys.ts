/** Cache keys of workers. */
export const workerKeys = { list: ["workers", "list"] as const };
