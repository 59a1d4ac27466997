"use client";
import { X } from "lucide-react";
import { Button } from "../ui/button.tsx";

/** Takes back all that narrows a list; nothing where nothing does. */
export function ClearFilters({ filter, onClear }: { filter: object; onClear: () => void }) {
  if (Object.values(filter).every((part) => part === null)) return null;
  return (
    <Button variant="ghost" className="justify-self-start" onClick={onClear}>
      <X aria-hidden />
      Clear
    </Button>
  );
}
