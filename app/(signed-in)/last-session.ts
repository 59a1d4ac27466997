import { keepInCookie, keptInCookie } from "../browser-cookie.ts";

/** The cookie that remembers which session a person looked at last. */
export const lastSessionCookie = "ops-session";

/** Remembers it in this browser. */
export function rememberSession(sessionId: number): void {
  keepInCookie(lastSessionCookie, String(sessionId));
}

/** The session that was looked at last in this browser; null: none. */
export function recallSession(): number | null {
  const kept = keptInCookie(lastSessionCookie) ?? "";
  return /^[1-9]\d{0,14}$/.test(kept) ? Number(kept) : null;
}
