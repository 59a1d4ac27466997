/** The cookie that remembers which session a person looked at last. */
export const lastSessionCookie = "ops-session";

/** Remembers it for a year, in this browser. */
export function rememberSession(sessionId: number): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we support
  document.cookie = `${lastSessionCookie}=${sessionId}; path=/; max-age=31536000; samesite=lax`;
}
