/** The cookie that remembers which session a person looked at last. */
export const lastSessionCookie = "ops-session";

/** Remembers it for a year, in this browser. */
export function rememberSession(sessionId: number): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we support
  document.cookie = `${lastSessionCookie}=${sessionId}; path=/; max-age=31536000; samesite=lax`;
}

/** The session that was looked at last in this browser; null: none. */
export function recallSession(): number | null {
  const id = new RegExp(`(?:^|; )${lastSessionCookie}=([1-9]\\d{0,14})(?:;|$)`).exec(document.cookie)?.[1];
  return id === undefined ? null : Number(id);
}
