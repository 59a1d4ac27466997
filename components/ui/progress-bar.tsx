import { cn } from "./cn.ts";

export interface ProgressBarProps {
  label: string;
  value: number;
  /** Above zero. */
  max: number;
  className?: string;
}

/** So much of so much is done. It stands beside words that say it, too. */
export function ProgressBar({ label, value, max, className }: ProgressBarProps) {
  return (
    <progress
      aria-label={label}
      value={value}
      max={max}
      className={cn(
        "my-1 block h-1.5 w-full appearance-none overflow-hidden rounded-sm border-0 bg-line",
        "[&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent",
        className,
      )}
    />
  );
}
