"use client";
import { useCallback, useSyncExternalStore } from "react";
import * as z from "zod";
import { type TimeMode, timeModes } from "./log-time.model.ts";

const key = "log-view";
const View = z.object({ wrap: z.boolean(), times: z.enum(timeModes) });
type View = z.output<typeof View>;

const initial: View = { wrap: true, times: "off" };
let current: View | null = null;
const listeners = new Set<() => void>();

function stored(): View {
  try {
    return View.parse(JSON.parse(localStorage.getItem(key) ?? ""));
  } catch {
    return initial;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function view(): View {
  current ??= stored();
  return current;
}

/** How this person looks at logs; remembered in this browser. */
export function useLogView() {
  const shown = useSyncExternalStore(subscribe, view, () => initial);
  const set = useCallback((change: Partial<View>) => {
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
