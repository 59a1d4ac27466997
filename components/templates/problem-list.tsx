import { CircleAlert, CircleCheck } from "lucide-react";
import type { EditorProblem } from "./yaml-editor.tsx";

export interface ProblemListProps {
  problems: readonly EditorProblem[];
  onGo: (problem: EditorProblem) => void;
}

/** What is wrong in the text, each a way to its line. */
export function ProblemList({ problems, onGo }: ProblemListProps) {
  if (problems.length === 0) {
    return (
      <p role="status" className="flex items-center gap-2 border-line border-t px-3 py-2 text-muted text-sm">
        <CircleCheck aria-hidden className="size-3.5 text-ok" />
        It is a template: nothing is wrong in it.
      </p>
    );
  }
  return (
    <section aria-label="Problems" className="max-h-32 shrink-0 overflow-y-auto border-line border-t">
      <p role="status" className="sr-only">
        {problems.length === 1 ? "One problem" : `${problems.length} problems`}
      </p>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.from} ${problem.message}`}>
            <button
              type="button"
              className="flex w-full items-start gap-2 px-3 py-1.5 text-left text-sm -outline-offset-2 hover:bg-hover"
              onClick={() => onGo(problem)}
            >
              <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-bad" />
              <span className="shrink-0 text-muted">line {problem.line}</span>
              <span className="wrap-anywhere">{problem.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
