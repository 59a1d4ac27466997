import type { ReactNode } from "react";

/** A titled part of the run's page. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface">
      <h2 className="border-line border-b px-3 py-2 font-semibold">{title}</h2>
      <div className="overflow-x-auto p-3">{children}</div>
    </section>
  );
}
