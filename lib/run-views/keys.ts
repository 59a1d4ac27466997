/** Cache keys of saved views. */
export const runViewKeys = {
  list: ["run-views", "list"] as const,
};
