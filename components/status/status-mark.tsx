"use client";
import { useState } from "react";
import type { AttemptOutcome, RunStatus, StepStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { cn } from "../ui/cn.ts";
import { runLook, type Shape, type StatusLook, statusLook, type Tone } from "./status.model.ts";

const tones: Readonly<Record<Tone, string>> = {
  neutral: "text-muted",
  accent: "text-accent",
  ok: "text-ok",
  bad: "text-bad",
  warn: "text-warn",
};

const outline = { fill: "none", stroke: "currentColor", strokeWidth: 1.6, strokeLinecap: "round" } as const;
const onFill = { ...outline, stroke: "var(--color-surface)", strokeWidth: 1.8, strokeLinejoin: "round" } as const;

function ShapePaths({ shape }: { shape: Shape }) {
  switch (shape) {
    case "dashed":
      return <circle cx="8" cy="8" r="6" {...outline} strokeLinecap="butt" strokeDasharray="2.2 1.57" />;
    case "ring":
      return <circle cx="8" cy="8" r="4" {...outline} strokeWidth={1.4} />;
    case "arc":
      return <path d="M8 2a6 6 0 1 1-6 6" {...outline} />;
    case "dot":
      return (
        <>
          <circle cx="8" cy="8" r="6" {...outline} />
          <circle cx="8" cy="8" r="3" fill="currentColor" />
        </>
      );
    case "bars":
      return (
        <>
          <circle cx="8" cy="8" r="6" {...outline} />
          <path d="M6.4 5.8v4.4M9.6 5.8v4.4" {...outline} />
        </>
      );
    case "check":
      return (
        <>
          <circle cx="8" cy="8" r="6.8" fill="currentColor" />
          <path d="m5 8.3 2.1 2.1L11 6" {...onFill} />
        </>
      );
    case "cross":
      return (
        <>
          <rect x="1.6" y="1.6" width="12.8" height="12.8" rx="2.5" fill="currentColor" />
          <path d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8" {...onFill} />
        </>
      );
    case "slash":
      return (
        <>
          <circle cx="8" cy="8" r="6" {...outline} />
          <path d="m4 12 8-8" {...outline} />
        </>
      );
    case "return":
      return <path d="M6.5 3 3 6.5 6.5 10M3.4 6.5H10a3 3 0 0 1 0 6H7" {...outline} strokeLinejoin="round" />;
    case "broken":
      return <path d="M8 2a6 6 0 0 1 6 6M8 14a6 6 0 0 1-6-6M6.2 6.2l3.6 3.6M9.8 6.2 6.2 9.8" {...outline} />;
  }
}

export interface StatusMarkProps {
  look: StatusLook;
  /** Only the shape is drawn; the word is still read out. */
  compact?: boolean;
  className?: string;
}

/** Shape and word of a status. It lights up for a moment when the status changes. */
export function StatusMark({ look, compact = false, className }: StatusMarkProps) {
  const [first] = useState(look.word);
  return (
    <span
      key={look.word}
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-sm align-middle font-medium",
        tones[look.tone],
        look.word !== first && "animate-changed",
        className,
      )}
      data-status={look.word.toLowerCase()}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 shrink-0">
        <ShapePaths shape={look.shape} />
      </svg>
      <span className={compact ? "sr-only" : ""}>{look.word}</span>
    </span>
  );
}

type Rest = Omit<StatusMarkProps, "look">;

export function RunStatusMark({
  run,
  ...rest
}: Rest & { run: { status: RunStatus; cancel_requested_at: string | null } }) {
  return <StatusMark look={runLook(run)} {...rest} />;
}

export function StepStatusMark({ status, ...rest }: Rest & { status: StepStatus | AttemptOutcome | "claimed" }) {
  return <StatusMark look={statusLook(status)} {...rest} />;
}
