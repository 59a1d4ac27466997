"use client";
import { useState } from "react";
import { Input } from "../ui/input.tsx";

/** The number of a run; Enter or leaving the field asks. */
export function RunNumberFilter({ value, onChange }: { value: number | null; onChange: (run: number | null) => void }) {
  const shown = value === null ? "" : String(value);
  const [typed, setTyped] = useState(shown);
  const [given, setGiven] = useState(shown);
  if (given !== shown) {
    setGiven(shown);
    setTyped(shown);
  }
  const ask = () => {
    const number = /^#?([1-9]\d{0,14})$/.exec(typed.trim())?.[1];
    if (number !== undefined) onChange(Number(number));
    else if (typed.trim() === "") onChange(null);
    else setTyped(shown);
  };
  return (
    <Input
      type="search"
      inputMode="numeric"
      aria-label="Run number"
      placeholder="Run number"
      className="sm:w-32"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={ask}
      onKeyDown={(event) => event.key === "Enter" && ask()}
    />
  );
}
