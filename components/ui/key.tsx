import type { ReactNode } from "react";

/** A key of the keyboard, as hints name it. */
export function Key({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-muted text-xs">
      {children}
    </kbd>
  );
}
