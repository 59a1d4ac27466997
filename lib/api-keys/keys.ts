/** Cache keys of API keys. */
export const apiKeyKeys = {
  list: ["api-keys", "list"] as const,
  places: ["api-keys", "places"] as const,
};
