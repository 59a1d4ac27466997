import type { ReactNode } from "react";

export interface PageProps {
  title: ReactNode;
  /** What stands at the right of the title. */
  actions?: ReactNode;
  /** Filters and the like, under the title. */
  bar?: ReactNode;
  /** False: what is on the page brings its own surfaces. */
  panel?: boolean;
  children: ReactNode;
}

/** A page: title, actions, filters, content on a surface. */
export function Page({ title, actions, bar, panel = true, children }: PageProps) {
  return (
    <div className="flex flex-col gap-3 p-3 sm:p-4">
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <h1 className="font-semibold text-xl">{title}</h1>
        {actions && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </div>
      {bar}
      {panel ? <div className="overflow-hidden rounded-lg border border-line bg-surface">{children}</div> : children}
    </div>
  );
}
