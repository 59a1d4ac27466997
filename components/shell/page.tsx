import type { ReactNode } from "react";

export interface PageProps {
  title: ReactNode;
  /** What stands at the right of the title. */
  actions?: ReactNode;
  /** Filters and the like, under the title. */
  bar?: ReactNode;
  children: ReactNode;
}

/** A page that is a list: title, actions, filters, content on a surface. */
export function Page({ title, actions, bar, children }: PageProps) {
  return (
    <div className="flex flex-col gap-3 p-3 sm:p-4">
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <h1 className="font-semibold text-xl">{title}</h1>
        {actions && <div className="ml-auto flex gap-2">{actions}</div>}
      </div>
      {bar}
      <div className="overflow-hidden rounded-lg border border-line bg-surface">{children}</div>
    </div>
  );
}
