"use client";
import { useEffect, useState } from "react";
import { Input } from "../ui/input.tsx";

/** Typing waits for a pause before it asks; Enter does not. */
const typingMs = 250;

/** A run's number, or part of its title or parameters. */
export function TextFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setTyped(value);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the pause anew
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Input
      type="search"
      aria-label="Number, title or parameter"
      placeholder="Number, title or parameter"
      className="sm:w-56"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && onChange(typed)}
    />
  );
}
