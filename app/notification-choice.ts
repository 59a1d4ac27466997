import {
  isWanted,
  type Medium,
  type Silenced,
  silencedOf,
  silencedText,
} from "../components/notifications/choice.model.ts";
import { keepInCookie, keptInCookie } from "./browser-cookie.ts";

/** The cookie that remembers what a person does not want to be told in this browser. */
export const silencedCookie = "ops-silenced";

/** By what this browser remembers now, so that a choice made in one window holds in all. */
export function notificationsWanted(medium: Medium, kind: string): boolean {
  return isWanted(silencedOf(keptInCookie(silencedCookie)), medium, kind);
}

const listeners = new Set<() => void>();

/** Remembers it, and tells those who show it. */
export function silence(silenced: readonly Silenced[]): void {
  keepInCookie(silencedCookie, silencedText(silenced));
  for (const listener of listeners) listener();
}

/** Of `silenced`, and of coming back from a window that may have changed it. */
export function onSilenced(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("focus", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("focus", listener);
  };
}
