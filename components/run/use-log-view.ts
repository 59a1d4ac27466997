"use client";
import { useCallback, useSyncExternalStore } from "react";
import type { TimeMode } from "./log-time.model.ts";
import { initialView, type LogView, rememberedView } from "./log-view.model.ts";

const key = "log-view";
let current: LogView | null = null;
const listeners = new Set<() => void>();

function stored(): LogView {
  try {
    return rememberedView(localStorage.getItem(key));
  } catch {
    return initialView; // this browser keeps nothing
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function view(): LogView {
  current ??= stored();
  return current;
}

/** How this person looks at logs; remembered in this browser. */
export function useLogView() {
  const shown = useSyncExternalStore(subscribe, view, () => initialView);
  const set = useCallback((change: Partial<LogView>) => {
    current = { ...view(), ...change };
    try {
      localStorage.setItem(key, JSON.stringify(current));
    } catch {
      // A browser that keeps nothing still shows the choice.
    }
    for (const listener of listeners) listener();
  }, []);
  return {
    ...shown,
    setWrap: (wrap: boolean) => set({ wrap }),
    setTimes: (times: TimeMode) => set({ times }),
  };
}
