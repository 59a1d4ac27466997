"use client";
import { cn } from "../ui/cn.ts";
import { useAsOfNow } from "./clock.tsx";
import { type Liveness, livenessOf } from "./status.model.ts";
import { formatDuration } from "./time.model.ts";

const dots: Readonly<Record<Liveness, string>> = {
  live: "rounded-full bg-ok",
  late: "rotate-45 bg-warn",
  silent: "border-2 border-bad",
};

export interface HeartbeatProps {
  /** When the worker called last. */
  at: string;
  /** Whose heartbeat it is. */
  name: string;
  className?: string;
}

/** A worker's name behind a dot that is round while it calls, a diamond when it is late and a hollow square when it is silent. */
export function Heartbeat({ at, name, className }: HeartbeatProps) {
  const liveness = useAsOfNow((now) => livenessOf(at, now));
  const text = useAsOfNow((now) => describe(livenessOf(at, now), Math.max(0, now - Date.parse(at))));
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-1.5 text-muted", className)} data-heartbeat={liveness}>
      <span aria-hidden className={cn("size-2 shrink-0", dots[liveness])} />
      <span className="truncate">{name}</span>
      <span className={cn("shrink-0", liveness === "silent" && "text-bad", liveness === "late" && "text-warn")}>
        {text}
      </span>
    </span>
  );
}

function describe(liveness: Liveness, age: number): string {
  const span = formatDuration(Math.floor(age / 1_000) * 1_000).replace("<0.1 s", "0 s");
  return liveness === "live" ? span : `${liveness} ${span}`;
}
