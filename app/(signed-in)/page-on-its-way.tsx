"use client";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { outlineOf } from "./outline-of.tsx";
import { useWayAhead } from "./use-way-ahead.ts";

/** A page that is there sooner takes the place of the one before without an outline in between, in ms. */
const patienceMs = 100;

export interface PageOnItsWayProps {
  /** Given: only for ways between pages below it, which have a frame in common. */
  within?: string;
  /** Frames whose own pages are not for this one. */
  except?: string;
  children: ReactNode;
}

/**
 * Shows the outline of the page that somebody has set out for, until it is there. Not by `loading.tsx`, whose Suspense boundary is in the first
 * answer, too: React puts a page of more than 12 KB behind it into its place by a script, long after the first paint.
 */
export function PageOnItsWay({ within = "/", except, children }: PageOnItsWayProps) {
  const here = usePathname();
  const target = useWayAhead();
  const inside = (frame: string) => here.startsWith(frame) && target?.startsWith(frame) === true;
  const away = target !== null && target !== here && inside(within) && !(except !== undefined && inside(except));
  const late = useLate(away);
  return (
    <>
      <div className={late ? "hidden" : "contents"}>{children}</div>
      {late && target !== null && outlineOf(target, within !== "/")}
    </>
  );
}

/** Whether it has been so for longer than anybody's patience. */
function useLate(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waiting]);
  return waiting && late;
}
