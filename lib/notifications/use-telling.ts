import { useEffect, useEffectEvent, useRef } from "react";
import { notify } from "./browser-notification.ts";
import { type News, type Told, tell } from "./news.ts";
import type { ToldStore } from "./told-store.ts";

export interface Teller {
  /** The page that is on the screen: what it shows needs no telling. */
  pathname: string;
  /** Whether the reader wants to be told this there. */
  wants: (medium: "toast" | "browser", kind: News["kind"]) => boolean;
  toast: (told: Told) => void;
  /** What was told is not so any more: the approval is decided, the run goes on. */
  withdraw: (key: string) => void;
  /** Follows an address inside of the control room. */
  open: (href: string) => void;
}

/** A window that nobody looks at leaves the telling to one that somebody does look at, for so long; in ms. */
const afterYouMs = 1_500;

/** Tells each thing once, and takes it back when it is not so any more, in one of all windows: as a toast where somebody looks, else as the browser's notification where that is allowed. */
export function useTelling(store: ToldStore, candidates: readonly News[], teller: Teller): void {
  const considered = useRef(new Set<string>());
  /** What can still be taken back, by its key. */
  const standing = useRef(new Map<string, () => void>());
  const say = useEffectEvent((fresh: readonly News[]) => {
    // Claiming takes a moment, in which an approval may have been decided.
    const still = fresh.filter(({ key }) => candidates.some((candidate) => candidate.key === key));
    const looked = isLookedAt();
    const wanted = still.filter(({ kind }) => teller.wants(looked ? "toast" : "browser", kind));
    const shown = wanted.filter(({ href }) => !(looked && teller.pathname === href));
    for (const told of tell(shown)) {
      if (looked) {
        teller.toast(told);
        standing.current.set(told.key, () => teller.withdraw(told.key));
      } else {
        const notification = notify(told, () => teller.open(told.href));
        if (notification !== undefined) standing.current.set(told.key, () => notification.close());
      }
    }
  });
  useEffect(() => {
    for (const [key, takeBack] of standing.current) {
      if (candidates.some((candidate) => candidate.key === key)) continue;
      standing.current.delete(key);
      takeBack();
    }
    const fresh = candidates.filter(({ key }) => !considered.current.has(key));
    if (fresh.length === 0) return;
    for (const { key } of fresh) considered.current.add(key);
    const claim = async () => {
      const mine = await store.claim(fresh.map(({ key }) => key));
      say(fresh.filter(({ key }) => mine.includes(key)));
    };
    if (isLookedAt()) void claim();
    else setTimeout(() => void claim(), afterYouMs);
  }, [store, candidates]);
}

const isLookedAt = () => document.visibilityState === "visible";
