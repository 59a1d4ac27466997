import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** The look of everything a person types into. */
export const fieldStyle =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-base text-text placeholder:text-muted disabled:opacity-55 aria-disabled:opacity-55 [&[readonly]]:bg-sunken aria-invalid:border-bad";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(fieldStyle, "h-7.5", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(fieldStyle, "min-h-16 py-1.5", className)} {...props} />;
}
