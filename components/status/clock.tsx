"use client";
import {
  createContext,
  type ReactNode,
  startTransition,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import type { Appearance } from "../types.ts";

interface Clock {
  subscribe: (listener: () => void) => () => void;
  /** Milliseconds since the epoch by the database's clock, as of the last tick. */
  now: () => number;
  made: PageMade;
}

/** What the server knew when it made the page. What it wrote is as of then, and so is what the browser takes over. */
export interface PageMade {
  /** In ms since the epoch. */
  at: number;
  times: Appearance["times"];
}

function createClock(made: PageMade, offsetMs: () => number): Clock & { tick: () => void } {
  const listeners = new Set<() => void>();
  let current = made.at;
  return {
    made,
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
const InBrowserContext = createContext(false);

export interface ClockProviderProps {
  made: PageMade;
  /** Database time minus browser time in milliseconds. */
  offsetMs?: number;
  children: ReactNode;
}

/** One tick a second for every age and elapsed time on the page, so that all of them move together and nothing else renders. */
export function ClockProvider({ made, offsetMs = 0, children }: ClockProviderProps) {
  const [held] = useState(() => {
    const offset = { current: offsetMs };
    return { offset, clock: createClock(made, () => offset.current) };
  });
  useEffect(() => {
    if (held.offset.current === offsetMs) return;
    held.offset.current = offsetMs;
    held.clock.tick();
  }, [held, offsetMs]);
  useEffect(() => {
    const timer = setInterval(held.clock.tick, 1_000);
    return () => clearInterval(timer);
  }, [held]);
  const [inBrowser, setInBrowser] = useState(false);
  useEffect(() => startTransition(() => setInBrowser(true)), []);
  return (
    <ClockContext value={held.clock}>
      <InBrowserContext value={inBrowser}>{children}</InBrowserContext>
    </ClockContext>
  );
}

/**
 * Whether the browser has taken the page over: its zone and its reader's choices are not known to the server. It becomes so in a transition, since
 * what differed at once would make React render all of that again in one task.
 */
export function useInBrowser(): boolean {
  return useContext(InBrowserContext);
}

/** Now by the database's clock (ms since the epoch), renewed once a second; as of when the page was made until it has been taken over. */
export function useNow(): number {
  return useAsOfNow((now) => now);
}

/** What follows from now: whoever asks renders again only when that has changed, not with every tick. */
export function useAsOfNow<Value extends string | number | boolean | null>(of: (now: number) => Value): Value {
  const clock = useClock();
  return useSyncExternalStore<Value>(
    clock.subscribe,
    () => of(clock.now()),
    () => of(clock.made.at),
  );
}

/** How this browser wants times; the same on the server, which knows it by a cookie (see app/appearance.ts). */
export function useTimes(): Appearance["times"] {
  const clock = useClock();
  return useSyncExternalStore(clock.subscribe, chosenTimes, () => clock.made.times);
}

function chosenTimes(): Appearance["times"] {
  const { times } = document.documentElement.dataset;
  return times === "local" || times === "utc" ? times : "relative";
}

function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (clock === null) throw new Error("what follows from now needs a ClockProvider above it");
  return clock;
}
