import type { ReactNode } from "react";

export interface PanelProps {
  title: string;
  /** One sentence that says what the picture shows. */
  summary?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of the Overview. */
export function Panel({ title, summary, actions, children }: PanelProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 pt-2.5 pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{title}</h2>
          {summary && <p className="text-muted text-sm">{summary}</p>}
        </div>
        {actions}
      </header>
      <div className="min-w-0 flex-1 px-3 pb-3">{children}</div>
    </section>
  );
}
