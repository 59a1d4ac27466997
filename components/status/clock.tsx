"use client";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";

interface Clock {
  subscribe: (listener: () => void) => () => void;
  /** Milliseconds since the epoch by the database's clock, as of the last tick. */
  now: () => number;
}

function createClock(offsetMs: () => number): Clock & { tick: () => void } {
  const listeners = new Set<() => void>();
  let current = Date.now() + offsetMs();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: () => current,
    tick() {
      current = Date.now() + offsetMs();
      for (const listener of listeners) listener();
    },
  };
}

const ClockContext = createContext<Clock | null>(null);

export interface ClockProviderProps {
  /** Database time minus browser time in milliseconds. */
  offsetMs?: number;
  children: ReactNode;
}

/** One tick a second for every age and elapsed time on the page, so that all of them move together and nothing else renders. */
export function ClockProvider({ offsetMs = 0, children }: ClockProviderProps) {
  const [held] = useState(() => {
    const offset = { current: offsetMs };
    return { offset, clock: createClock(() => offset.current) };
  });
  useEffect(() => {
    held.offset.current = offsetMs;
    held.clock.tick();
  }, [held, offsetMs]);
  useEffect(() => {
    const timer = setInterval(held.clock.tick, 1_000);
    return () => clearInterval(timer);
  }, [held]);
  return <ClockContext value={held.clock}>{children}</ClockContext>;
}

/** Now by the database's clock (ms since the epoch), renewed once a second; null on the server, where no age is true for long. */
export function useNow(): number | null {
  return useAsOfNow((now) => now);
}

/** What follows from now: whoever asks renders again only when that has changed, not with every tick. */
export function useAsOfNow<Value extends string | number | boolean | null>(of: (now: number) => Value): Value | null {
  const clock = useContext(ClockContext);
  if (clock === null) throw new Error("what follows from now needs a ClockProvider above it");
  return useSyncExternalStore<Value | null>(
    clock.subscribe,
    () => of(clock.now()),
    () => null,
  );
}
