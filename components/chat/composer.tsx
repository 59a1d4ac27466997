"use client";
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useLayoutEffect, useRef, useState } from "react";
import { describeIntent } from "../../supabase/functions/_shared/contracts/command-line/describe.ts";
import type { Intent, Known, Unclear } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";
import type { QuickAction } from "../../supabase/functions/_shared/contracts/command-line/quick-actions.ts";
import { readLine } from "../../supabase/functions/_shared/contracts/command-line/read-line.ts";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import { useShortcuts } from "../shortcuts/shortcuts.tsx";
import type { ActionResult } from "../types.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Key } from "../ui/key.tsx";
import { type BegunLine, linePlaceholder, lineStyle } from "./chat-loading.tsx";
import { CompletionList, optionId } from "./completion-list.tsx";
import { Proposals } from "./proposals.tsx";
import { useCompletion } from "./use-completion.ts";

export interface ComposerProps {
  /** Where the line goes on from. */
  begun: RefObject<BegunLine>;
  known: Known;
  quickActions: readonly QuickAction[];
  /** Why nothing can be sent; null: it can. */
  whyNot: string | null;
  /** The last lines of the reader, newest first: arrow up brings them back. */
  history: readonly string[];
  /** What a decision is about, shown before it is made. */
  preview: (intent: Intent) => ReactNode;
  onSend: (line: string, intent: Intent) => Promise<ActionResult>;
}

const keysOfChat = [
  { keys: ["Tab"], does: "Complete the word" },
  { keys: ["Enter"], does: "Send the line as it was understood" },
  { keys: ["↑", "↓"], does: "Choose a completion, or bring back a line" },
  { keys: ["Esc"], does: "Close the completions" },
];

/** Where a line is typed: completed, read while it is typed, sent when it is understood; else the nearest is proposed and nothing happens. */
export function Composer({ begun, known, quickActions, whyNot, history, preview, onSend }: ComposerProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [line, setLine] = useState(whyNot === null ? begun.current.text : "");
  const [caret, setCaret] = useState(line.length);
  const [unclear, setUnclear] = useState<Unclear | null>(null);
  const [back, setBack] = useState(-1);
  const action = useAction();
  const completion = useCompletion(line, caret, known);
  useShortcuts("Chat", keysOfChat);
  // Before the next key.
  useLayoutEffect(() => {
    const { text, focused } = begun.current;
    if (!focused) return;
    input.current?.focus();
    input.current?.setSelectionRange(text.length, text.length);
  }, [begun]);
  const reading = line.trim() === "" ? null : readLine(line, known);

  const write = (next: string, at = next.length) => {
    setLine(next);
    setCaret(at);
    setUnclear(null);
    action.clear();
    input.current?.focus();
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };
  const take = (index: number) => {
    const taken = completion.take(index);
    if (taken !== null) write(taken.line, taken.caret);
  };
  const recall = (by: number) => {
    const at = Math.max(-1, Math.min(back + by, history.length - 1));
    setBack(at);
    write(history[at] ?? "");
    completion.close();
  };
  const send = async () => {
    if (reading === null) return;
    completion.close();
    if (!reading.ok) return setUnclear(reading);
    const sent = line;
    if (!(await action.run(() => onSend(sent.trim(), reading.intent)))) return;
    setLine((now) => (now === sent ? "" : now));
    setBack(-1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (whyNot !== null) return;
    const listed = completion.items.length > 0;
    if (event.key === "Enter") completion.active >= 0 ? take(completion.active) : void send();
    else if (event.key === "Tab" && listed && !event.shiftKey) take(completion.active);
    else if (event.key === "Escape" && listed) completion.close();
    else if (event.key === "ArrowDown" && listed) completion.move(1);
    else if (event.key === "ArrowUp" && listed) completion.move(-1);
    else if (event.key === "ArrowUp" && (line === "" || back >= 0)) recall(1);
    else if (event.key === "ArrowDown" && back >= 0) recall(-1);
    else return;
    event.preventDefault();
  };

  return (
    <div className="flex flex-col gap-2 border-line border-t bg-surface p-3">
      <ActionFailureNotice failure={action.failure} />
      {unclear !== null && <Proposals {...unclear} onPick={write} />}
      {reading?.ok && preview(reading.intent)}
      {line === "" && quickActions.length > 0 && (
        <ul aria-label="Suggestions" className="flex flex-wrap gap-1.5">
          {quickActions.map(({ label, line: proposed }) => (
            <li key={proposed}>
              <Button size="sm" whyNot={whyNot} onClick={() => write(proposed)}>
                {label}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="relative">
        <CompletionList id={id} items={completion.items} active={completion.active} onTake={take} />
        <Input
          ref={input}
          role="combobox"
          aria-label="Command"
          aria-autocomplete="list"
          aria-expanded={completion.items.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={completion.active < 0 ? undefined : optionId(id, completion.active)}
          aria-describedby={`${id}-meaning`}
          className={lineStyle}
          placeholder={linePlaceholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          readOnly={whyNot !== null}
          aria-disabled={whyNot !== null}
          value={line}
          onChange={(event) => {
            setLine(event.target.value);
            setCaret(event.target.selectionStart ?? event.target.value.length);
            setUnclear(null);
            setBack(-1);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onKeyDown={onKeyDown}
          onBlur={() => setTimeout(completion.close, 150)}
        />
      </div>
      <p id={`${id}-meaning`} className="flex min-h-5 items-center gap-1.5 text-muted text-sm">
        {whyNot ??
          (action.busy ? (
            "Sending…"
          ) : reading?.ok ? (
            <>
              <Key>Enter</Key> <span className="min-w-0 truncate">{describeIntent(reading.intent, known)}</span>
            </>
          ) : (
            <>
              <Key>Tab</Key> completes, <Key>Enter</Key> sends what was understood
            </>
          ))}
      </p>
    </div>
  );
}
