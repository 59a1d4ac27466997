import type { ReactNode } from "react";
import { Link } from "../ui/link.tsx";

export interface LegendItem {
  name: string;
  href: string;
  /** A few pixels that look as the chart does. */
  swatch: ReactNode;
}

/** What stands for what; each entry opens its runs. */
export function ChartLegend({ label, items }: { label: string; items: readonly LegendItem[] }) {
  return (
    <ul aria-label={label} className="mb-1 flex flex-wrap gap-x-4 gap-y-1">
      {items.map((item) => (
        <li key={item.name}>
          <Link
            href={item.href}
            className="inline-flex min-h-6 items-center gap-1.5 text-muted text-sm hover:text-text hover:underline"
          >
            {item.swatch}
            {item.name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const box = <rect x="1" y="1" width="10" height="10" rx="2" />;

/** A filled or hatched box. */
export function BoxSwatch({ className, hatched = false }: { className: string; hatched?: boolean }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 12 12" className={`size-3 ${className}`} fill="currentColor">
      {hatched ? (
        <path d="M1 11 11 1M1 6l5-5M6 11l5-5" stroke="currentColor" strokeWidth="2" fill="none" strokeLinecap="round" />
      ) : (
        box
      )}
    </svg>
  );
}

/** A whole or dashed line. */
export function LineSwatch({ className, dashed = false }: { className: string; dashed?: boolean }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 12" className={`h-3 w-4 ${className}`} fill="none" stroke="currentColor">
      <path d="M0 6h16" strokeWidth="2" strokeDasharray={dashed ? "4 3" : undefined} />
    </svg>
  );
}
