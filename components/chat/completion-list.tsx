import type { Completion } from "../../supabase/functions/_shared/contracts/command-line/complete.ts";
import { cn } from "../ui/cn.ts";

export const optionId = (id: string, index: number) => `${id}-option-${index}`;

export interface CompletionListProps {
  id: string;
  items: readonly Completion[];
  active: number;
  onTake: (index: number) => void;
}

/** What can be taken with Tab, above the line. */
export function CompletionList({ id, items, active, onTake }: CompletionListProps) {
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label="Completions"
      hidden={items.length === 0}
      className="absolute inset-x-0 bottom-full z-20 mb-1 max-h-64 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-pop"
    >
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the line's
        // biome-ignore lint/a11y/useFocusableInteractive: the line keeps the focus
        <div
          key={item.text}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          className={cn(
            "flex cursor-default items-baseline gap-3 rounded-sm px-2 py-1 hover:bg-hover",
            index === active && "bg-hover",
          )}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(index)}
        >
          <span className="shrink-0 font-mono text-sm">{item.label}</span>
          <span className="min-w-0 truncate text-muted text-sm">{item.detail}</span>
        </div>
      ))}
    </div>
  );
}
