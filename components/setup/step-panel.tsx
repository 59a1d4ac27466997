import type { ReactNode } from "react";
import type { StatusLook } from "../status/status.model.ts";
import { StatusMark } from "../status/status-mark.tsx";

/** How far a step, or one of its checks, is. */
export type Progress = "done" | "todo" | "problem" | "busy" | "later";

const looks: Readonly<Record<Progress, StatusLook>> = {
  done: { word: "Done", tone: "ok", shape: "check" },
  todo: { word: "To do", tone: "accent", shape: "arc" },
  problem: { word: "Problem", tone: "bad", shape: "cross" },
  busy: { word: "Under way", tone: "accent", shape: "dot" },
  later: { word: "Later", tone: "neutral", shape: "dashed" },
};

export interface StepPanelProps {
  number: number;
  title: string;
  progress: Progress;
  /** What is so, in one sentence. */
  summary?: ReactNode;
  children?: ReactNode;
}

/** One step of the wizard: its name, how far it is, and what to do. */
export function StepPanel({ number, title, progress, summary, children }: StepPanelProps) {
  const id = `step-${number}`;
  return (
    <section
      aria-labelledby={id}
      data-progress={progress}
      className="rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <div className="flex items-center gap-2">
        <h2 id={id} className="min-w-0 flex-1 font-semibold text-lg">
          <span className="text-muted">{number}.</span> {title}
        </h2>
        <StatusMark look={looks[progress]} />
      </div>
      {summary && <p className="wrap-anywhere mt-1 text-muted">{summary}</p>}
      {children && <div className="mt-4 flex min-w-0 flex-col gap-4">{children}</div>}
    </section>
  );
}

export interface CheckProps {
  title: ReactNode;
  progress: Progress;
  children?: ReactNode;
}

/** One thing that a step looks at. */
export function Check({ title, progress, children }: CheckProps) {
  return (
    <div className="flex gap-2">
      <StatusMark look={looks[progress]} compact className="h-5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="wrap-anywhere">{title}</p>
        {children}
      </div>
    </div>
  );
}
