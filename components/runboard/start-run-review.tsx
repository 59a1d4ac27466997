"use client";
import { useEffect, useRef } from "react";
import { ParametersView } from "../run/parameters-view.tsx";
import type { JsonObject } from "../types.ts";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Notice } from "../ui/notice.tsx";

export interface StartRunReviewProps {
  id: string;
  title: string;
  /** As they are sent: defaults filled in. */
  parameters: JsonObject;
  /** What has to be typed. */
  target: string;
  typed: string;
  error: string | undefined;
  onType: (text: string) => void;
}

/** What a run will be started with, once more, and the name of what it is about to be typed by hand. */
export function StartRunReview({ id, title, parameters, target, typed, error, onType }: StartRunReviewProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <>
      <Notice tone="warn" title={title}>
        Check what it will be run with.
      </Notice>
      <ParametersView parameters={parameters} />
      <Field
        id={id}
        label={
          <>
            Type <span className="select-all font-mono">{target}</span> to start it
          </>
        }
        error={error}
      >
        <Input
          ref={input}
          id={id}
          {...describedBy(id, false, error)}
          autoComplete="off"
          spellCheck={false}
          className="max-w-80 font-mono"
          value={typed}
          onChange={(event) => onType(event.target.value)}
        />
      </Field>
    </>
  );
}
