"use client";
import { useEffect, useRef } from "react";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

export interface TypedTargetProps {
  id: string;
  /** What has to be typed, and what that does: "start it". */
  target: string;
  does: string;
  typed: string;
  /** What was wrong the last time it was submitted: another object each time, as the focus goes back to it each time. */
  error?: { message: string } | undefined;
  onType: (text: string) => void;
}

/** Asks for a name or a number to be typed by hand, by whoever means what it does. */
export function TypedTarget({ id, target, does, typed, error, onType }: TypedTargetProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (error !== undefined) input.current?.focus();
  }, [error]);
  return (
    <Field
      id={id}
      label={
        <>
          Type <span className="select-all font-mono">{target}</span> to {does}
        </>
      }
      error={error?.message}
    >
      <Input
        ref={input}
        id={id}
        {...describedBy(id, false, error?.message)}
        autoComplete="off"
        spellCheck={false}
        className="max-w-80 font-mono"
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
    </Field>
  );
}
