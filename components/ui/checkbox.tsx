import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** A tick box of 16 px in a target of 24: as large as a finger and WCAG's target size need. */
export function Checkbox({ className, ...props }: Omit<ComponentProps<"input">, "type">) {
  return (
    <input
      type="checkbox"
      className={cn(
        "grid size-6 shrink-0 appearance-none place-content-center rounded-sm align-middle",
        "before:col-start-1 before:row-start-1 before:size-4 before:rounded-sm before:border before:border-line-strong before:bg-surface checked:before:border-accent checked:before:bg-accent",
        "after:z-10 after:col-start-1 after:row-start-1 after:mb-0.5 after:hidden after:h-2.5 after:w-1.5 after:rotate-45 after:place-self-center after:border-on-accent after:border-r-2 after:border-b-2 checked:after:block",
        className,
      )}
      {...props}
    />
  );
}
