"use client";
import { useSyncExternalStore } from "react";
import type { BrowserPermission } from "./permission.model.ts";

/** Said to every part of the page when somebody has answered. */
const answered = "ops:notifications-answered";

/** Whether the browser may notify, as it changes; null until the browser has taken the page over. */
export function usePermission(): BrowserPermission | null {
  return useSyncExternalStore(subscribe, permission, () => null);
}

/** Lets the browser ask. It may leave the question open for as long as its reader does. */
export async function askForPermission(): Promise<void> {
  await Notification.requestPermission();
  document.dispatchEvent(new Event(answered));
}

function permission(): BrowserPermission {
  if (!window.isSecureContext) return "insecure";
  return "Notification" in window ? Notification.permission : "unsupported";
}

function subscribe(changed: () => void): () => void {
  const gone = new AbortController();
  const { signal } = gone;
  document.addEventListener(answered, changed, { signal });
  // The browser's own settings, changed beside the page. Where it does not tell, coming back to the page is when it is looked at.
  window.addEventListener("focus", changed, { signal });
  const watch = async () => {
    const status = await navigator.permissions.query({ name: "notifications" });
    if (!signal.aborted) status.addEventListener("change", changed, { signal });
  };
  void watch().catch(() => undefined);
  return () => gone.abort();
}
