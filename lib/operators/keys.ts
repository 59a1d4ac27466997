/** Cache keys of operators. */
export const operatorKeys = {
  list: ["operators", "list"] as const,
};
