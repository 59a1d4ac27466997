"use client";
import { useEffect, useState } from "react";
import { Input } from "../ui/input.tsx";

/** Typing waits for a pause before it asks; Enter does not. */
const typingMs = 250;

export interface TextFilterProps {
  label: string;
  placeholder?: string;
  className?: string;
  /** Id of the list of what is offered. */
  list?: string;
  value: string;
  onChange: (text: string) => void;
}

/** A filter that is typed. */
export function TextFilter({ label, placeholder = label, className, list, value, onChange }: TextFilterProps) {
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
      aria-label={label}
      placeholder={placeholder}
      className={className}
      list={list}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && onChange(typed)}
    />
  );
}
