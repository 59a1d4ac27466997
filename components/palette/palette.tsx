"use client";
import { Command } from "cmdk";
import { useEffect, useEffectEvent, useId, useState } from "react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import type { ActionResult } from "../types.ts";
import { cn } from "../ui/cn.ts";
import { Dialog, DialogContent } from "../ui/dialog.tsx";
import { Key } from "../ui/key.tsx";
import { type PaletteAction, type PaletteItem, type PaletteSources, paletteGroups } from "./palette.model.ts";

export interface PaletteProps extends PaletteSources {
  /** False while templates and lanes are on their way: Enter waits for them. */
  ready: boolean;
  /** Where commands go; null: there is no session. */
  sessionName: string | null;
  onClose: () => void;
  /** Does everything but writing lines, and answers when that is done. */
  onAct: (item: PaletteItem, action: Exclude<PaletteAction, { kind: "write" }>) => Promise<ActionResult>;
  /** A line was taken that can be taken again. */
  onTake: (item: PaletteItem) => void;
}

/** One input for everything: commands, templates, runs by number, screens, sessions. */
export function Palette({ ready, sessionName, onClose, onAct, onTake, ...sources }: PaletteProps) {
  const [line, setLine] = useState("");
  /** Enter was pressed before it was known what the line means. */
  const [entered, setEntered] = useState(false);
  const reasonId = useId();
  const action = useAction();
  const groups = paletteGroups(line, sources);
  const choose = async (item: PaletteItem) => {
    if (item.whyNot !== null) return;
    if (item.action.kind === "write") {
      if (item.action.line.startsWith("/run ")) onTake(item);
      return setLine(item.action.line);
    }
    const chosen = item.action;
    if (await action.run(() => onAct(item, chosen))) onClose();
  };
  const enter = useEffectEvent(() => {
    setEntered(false);
    const first = groups[0]?.items[0];
    if (first !== undefined) void choose(first);
  });
  useEffect(() => {
    if (entered && ready) enter();
  }, [entered, ready]);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Commands" className="sm:max-w-xl">
        <Command
          shouldFilter={false}
          loop
          label="Commands"
          className="flex min-h-0 flex-1 flex-col"
          onKeyDown={(event) => {
            if (ready || event.key !== "Enter") return;
            event.preventDefault(); // what stands first now may not be what is meant
            setEntered(true);
          }}
        >
          <Command.Input
            value={line}
            onValueChange={(next) => {
              setLine(next);
              setEntered(false);
              action.clear();
            }}
            placeholder="A command, a template, a run's number, a place"
            spellCheck={false}
            className="h-11 w-full border-line border-b bg-transparent px-4 text-base -outline-offset-2 placeholder:text-muted"
          />
          <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5 sm:max-h-96" aria-label="Offers">
            <Command.Empty className="px-2.5 py-3 text-muted">
              Nothing fits. <Key>/</Key> lists the commands.
            </Command.Empty>
            {groups.map(({ name, items }) => (
              <Command.Group
                key={name}
                heading={name}
                className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-sm"
              >
                {items.map((item) => (
                  <Command.Item
                    key={item.key}
                    value={item.key}
                    onSelect={() => void choose(item)}
                    aria-describedby={item.whyNot === null ? undefined : reasonId}
                    className="flex h-8 cursor-default items-center gap-3 rounded-sm px-2.5 data-[selected=true]:bg-hover"
                  >
                    <span className={cn("min-w-0 flex-1 truncate", item.whyNot !== null && "opacity-55")}>
                      {item.label}
                    </span>
                    <span className="max-w-[50%] shrink-0 truncate text-muted text-sm">
                      {item.whyNot === null ? item.detail : "you may not"}
                    </span>
                  </Command.Item>
                ))}
              </Command.Group>
            ))}
          </Command.List>
        </Command>
        <div className="flex flex-col gap-2 border-line border-t px-4 py-2 empty:hidden">
          <ActionFailureNotice failure={action.failure} />
          <p id={reasonId} className="text-muted text-sm">
            {sources.whyNot ?? `Commands are given in “${sessionName}” and stand in its chat.`}
          </p>
        </div>
      </DialogContent>
    </Dialog>
  );
}
