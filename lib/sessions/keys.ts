/** Cache keys of sessions. */
export const sessionKeys = {
  all: ["sessions"] as const,
  list: (archived: boolean) => ["sessions", "list", archived] as const,
  members: (sessionId: number) => ["sessions", "members", sessionId] as const,
  detail: (sessionId: number) => ["sessions", "detail", sessionId] as const,
};
