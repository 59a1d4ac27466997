"use client";
import { type RefObject, useLayoutEffect, useRef } from "react";
import { TableLoading } from "../states/loading.tsx";
import { Input } from "../ui/input.tsx";

/** What is typed before the chat is there, and whether its line is to have the focus then. */
export interface BegunLine {
  text: string;
  focused: boolean;
}

export const linePlaceholder = "/run, /cancel 1042, or plain words";
export const lineStyle = "h-9 font-mono text-sm";

/** The chat on its way, with a line that takes what is typed meanwhile: it stands in the chat's own line afterwards. */
export function ChatLoading({ begun }: { begun: RefObject<BegunLine> }) {
  const input = useRef<HTMLInputElement>(null);
  // Before the next key.
  useLayoutEffect(() => {
    if (begun.current.focused) input.current?.focus();
  }, [begun]);
  return (
    <>
      <div className="min-h-0 flex-1 overflow-hidden">
        <TableLoading what="the chat" />
      </div>
      <div className="border-line border-t bg-surface p-3">
        <Input
          ref={input}
          aria-label="Command"
          className={lineStyle}
          placeholder={linePlaceholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          defaultValue={begun.current.text}
          onChange={(event) => {
            begun.current.text = event.target.value;
          }}
          onFocus={() => {
            begun.current.focused = true;
          }}
          onBlur={() => {
            begun.current.focused = false;
          }}
        />
      </div>
    </>
  );
}
