"use client";
import { ChevronRight, ShieldAlert } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { EmptyState } from "../states/empty-state.tsx";
import { TableLoading } from "../states/loading.tsx";
import type { TemplateOption } from "../types.ts";
import { Input } from "../ui/input.tsx";

export interface TemplatePickerProps {
  templates: readonly TemplateOption[] | undefined;
  onPick: (slug: string) => void;
}

/** The templates as a list that arrow keys walk through; typing narrows it. */
export function TemplatePicker({ templates, onPick }: TemplatePickerProps) {
  const [search, setSearch] = useState("");
  const list = useRef<HTMLUListElement>(null);
  if (templates?.length === 0) {
    return <EmptyState title="No templates yet">Publish one with “ops templates publish file.yaml”.</EmptyState>;
  }
  const wanted = search.trim().toLowerCase();
  const shown = templates?.filter((option) => `${option.name} ${option.slug}`.toLowerCase().includes(wanted));
  const walk = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const next = buttons[event.key === "ArrowDown" ? at + 1 : Math.max(0, at - 1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut between buttons that Tab reaches too
    <div className="flex flex-col gap-1" onKeyDown={walk}>
      <div className="px-2 pt-1 pb-2">
        <Input
          type="search"
          aria-label="Search templates"
          placeholder="Search templates"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <ul ref={list}>
        {shown?.map((option) => (
          <li key={option.slug}>
            <button
              type="button"
              className="group flex w-full items-center gap-3 rounded-md px-2 py-2 text-left -outline-offset-2 hover:bg-hover"
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
      {shown === undefined && <TableLoading what="the templates" rows={4} page={false} />}
      {shown?.length === 0 && <p className="px-2 py-4 text-muted">No template has “{search}” in its name.</p>}
    </div>
  );
}
