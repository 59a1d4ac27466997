"use client";
import { ChevronRight, ShieldAlert } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { EmptyState } from "../states/empty-state.tsx";
import { TableLoading } from "../states/loading.tsx";
import type { TemplateOption } from "../types.ts";
import { Input } from "../ui/input.tsx";
import { Key } from "../ui/key.tsx";
import { shownTemplates } from "./template-picker.model.ts";

export interface TemplatePickerProps {
  templates: readonly TemplateOption[] | undefined;
  /** Slugs of those that ran last, newest first. */
  lastUsed?: readonly string[] | undefined;
  /** Opens its form. */
  onPick: (slug: string) => void;
  /** Starts it, if it has no question that its defaults do not answer. */
  onStart: (slug: string) => void;
}

/** The templates as a list that arrow keys walk through, those that ran last first; typing narrows it, Enter starts. */
export function TemplatePicker({ templates, lastUsed = [], onPick, onStart }: TemplatePickerProps) {
  const [search, setSearch] = useState("");
  const hint = useId();
  const list = useRef<HTMLUListElement>(null);
  if (templates?.length === 0) {
    return <EmptyState title="No templates yet">Publish one with “ops templates publish file.yaml”.</EmptyState>;
  }
  const shown = shownTemplates(templates, lastUsed, search);
  const press = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const slug = shown?.[Math.max(0, at)]?.slug;
    if (slug !== undefined && (event.key === "Enter" || (event.key === "ArrowRight" && at >= 0))) {
      event.preventDefault();
      return event.key === "Enter" ? onStart(slug) : onPick(slug);
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const next = buttons[event.key === "ArrowDown" ? at + 1 : Math.max(0, at - 1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut between buttons that Tab reaches too
    <div className="group/picker flex flex-col gap-1" onKeyDown={press}>
      <div className="px-2 pt-1 pb-2">
        <Input
          type="search"
          aria-label="Search templates"
          aria-describedby={hint}
          placeholder="Search templates"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <p id={hint} className="pt-1.5 text-muted text-sm max-sm:sr-only">
          <Key>Enter</Key> starts {shown?.[0]?.name ?? "the first"}, and asks only for what has no default. <Key>↓</Key>{" "}
          <Key>→</Key> open a form.
        </p>
      </div>
      <ul ref={list}>
        {shown?.map((option) => (
          <li key={option.slug} className="rounded-md first:group-has-[input:focus]/picker:bg-hover">
            <button
              type="button"
              className="flex w-full items-center gap-3 rounded-md px-2 py-2 text-left -outline-offset-2 hover:bg-hover"
              onClick={() => onPick(option.slug)}
            >
              <span className="min-w-0 flex-1">
                <span className="flex items-baseline gap-2">
                  <span className="font-medium">{option.name}</span>
                  <span className="text-muted text-sm">
                    v{option.version} · {option.steps.length} {option.steps.length === 1 ? "step" : "steps"}
                  </span>
                  {option.confirm && <ShieldAlert aria-label="asks for confirmation" className="size-3.5 text-warn" />}
                </span>
                <span className="line-clamp-2 text-muted">{option.description}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
            </button>
          </li>
        ))}
      </ul>
      {/* The search box stands above it from the start, since that is where an opened dialog puts the focus. */}
      {shown === undefined && <TableLoading what="the templates" rows={4} />}
      {shown?.length === 0 && <p className="px-2 py-4 text-muted">No template has “{search}” in its name.</p>}
    </div>
  );
}
