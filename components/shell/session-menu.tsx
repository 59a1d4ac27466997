"use client";
import { Check, List, Plus } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { cn } from "../ui/cn.ts";
import { Input } from "../ui/input.tsx";
import { Link } from "../ui/link.tsx";
import { MayNot } from "../ui/may-not.tsx";
import type { MenuProps } from "../ui/menu-on-demand.tsx";
import { Popover, PopoverClose, PopoverContent, PopoverTrigger } from "../ui/popover.tsx";
import { matchingSessions } from "./session-search.model.ts";
import type { SessionSwitcherProps } from "./session-switcher.tsx";

const entry =
  "flex min-h-7 w-full items-center gap-2 rounded-sm px-2 py-1 text-left hover:bg-hover focus-visible:bg-hover [&_svg]:size-3.5 [&_svg]:shrink-0";

/** The open sessions, found by typing; the way to all of them and to a new one. Arrow keys walk, Enter opens the first. */
export function SessionMenu({
  trigger,
  sessions,
  current,
  sessionHref,
  allHref,
  onCreate,
  whyNoCreate,
}: SessionSwitcherProps & MenuProps) {
  const [text, setText] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  const found = matchingSessions(sessions, text);

  const onKeyDown = (event: KeyboardEvent) => {
    const stops = [...(panel.current?.querySelectorAll<HTMLElement>("input, a, button") ?? [])];
    const at = stops.findIndex((stop) => stop.matches(":focus"));
    if (event.key === "ArrowDown") stops[at + 1]?.focus();
    else if (event.key === "ArrowUp") stops[Math.max(0, at - 1)]?.focus();
    else if (event.key === "Enter" && at === 0) stops[1]?.click();
    else return;
    event.preventDefault();
  };
  return (
    <Popover defaultOpen>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent ref={panel} align="start" aria-label="Sessions" className="w-72" onKeyDown={onKeyDown}>
        <Input
          type="search"
          aria-label="Find a session"
          placeholder="Find a session"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <ul className="my-1 max-h-[50vh] overflow-y-auto">
          {found.map((session) => (
            <li key={session.id}>
              <PopoverClose asChild>
                <Link
                  href={sessionHref(session.id)}
                  aria-current={session.id === current ? "page" : undefined}
                  className={entry}
                >
                  <span className="min-w-0 flex-1 truncate">{session.name}</span>
                  {session.id === current && <Check aria-hidden />}
                </Link>
              </PopoverClose>
            </li>
          ))}
        </ul>
        {found.length === 0 && (
          <p role="status" className="px-2 pb-1 text-muted">
            {sessions.length === 0 ? "No open session." : "No open session has this in its name."}
          </p>
        )}
        <div className="-mx-1 border-line border-t p-1 pb-0">
          <PopoverClose asChild>
            <Link href={allHref} className={entry}>
              <List aria-hidden />
              All sessions, archived ones too
            </Link>
          </PopoverClose>
          <MayNot reason={whyNoCreate} className="w-full">
            <PopoverClose asChild>
              <button type="button" className={cn(entry, whyNoCreate && "opacity-55")} onClick={onCreate}>
                <Plus aria-hidden />
                New session
              </button>
            </PopoverClose>
          </MayNot>
        </div>
      </PopoverContent>
    </Popover>
  );
}
