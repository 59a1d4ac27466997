import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";

export interface FilterChipProps {
  /** What it narrows the list to. */
  children: ReactNode;
  /** What pressing it does: "List runs whenever they ended". */
  clears: string;
  onClear: () => void;
}

/** Says that the list is narrowed by something that has no field of its own, as figures and charts link to it; pressing it takes that back. */
export function FilterChip({ children, clears, onClear }: FilterChipProps) {
  return (
    <Button className="max-w-full border-line-strong font-normal" onClick={onClear}>
      <span className="truncate">{children}</span>
      <X aria-hidden />
      <span className="sr-only">{clears}</span>
    </Button>
  );
}
