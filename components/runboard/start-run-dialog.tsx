"use client";
import { lazy, Suspense, useState } from "react";
import { TableLoading } from "../states/loading.tsx";
import type { ActionResult, JsonObject, LaneView, TemplateOption } from "../types.ts";
import { Dialog, DialogBody, DialogContent } from "../ui/dialog.tsx";
import type { StartPlan } from "./start-plan.model.ts";
import { TemplatePicker } from "./template-picker.tsx";

/** Apart, so that the Runboard shows before the form and what checks it are loaded. */
const StartRunForm = lazy(async () => ({ default: (await import("./start-run-form.tsx")).StartRunForm }));

export interface StartRunRequest extends StartPlan {
  template: string;
  version: number;
  lane: string;
  parameters: JsonObject;
  /** Absent: the template's name. */
  title?: string;
}

export interface StartRunDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Undefined while they are loading. */
  templates: readonly TemplateOption[] | undefined;
  sessionName: string;
  lanes: readonly Pick<LaneView, "name" | "paused_at">[];
  /** The lane whose "Start run" was pressed; else the template's default, else the first. */
  lane?: string | undefined;
  /** Slugs of the templates that ran last, newest first; they head the list. */
  lastUsed?: readonly string[];
  onStart: (request: StartRunRequest) => Promise<ActionResult>;
}

/** Picks a template, fills its form, chooses the lane, starts the run. */
export function StartRunDialog(props: StartRunDialogProps) {
  const { open, onOpenChange, templates, sessionName, lanes, lane, lastUsed, onStart } = props;
  const [picked, setPicked] = useState<{ slug: string; atOnce: boolean } | null>(null);
  const chosen = templates?.find((option) => option.slug === picked?.slug);
  const changeOpen = (next: boolean) => {
    if (!next) setPicked(null);
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={changeOpen}>
      <DialogContent
        title={chosen === undefined ? "Start a run" : chosen.name}
        description={chosen === undefined ? `In ${sessionName}. Choose what to run.` : chosen.description}
        className="sm:max-w-xl"
      >
        {chosen === undefined ? (
          <DialogBody className="p-2">
            <TemplatePicker
              templates={templates}
              lastUsed={lastUsed}
              onPick={(slug) => setPicked({ slug, atOnce: false })}
              onStart={(slug) => setPicked({ slug, atOnce: true })}
            />
          </DialogBody>
        ) : (
          <Suspense fallback={<TableLoading what="the form" rows={4} />}>
            <StartRunForm
              key={`${chosen.slug}@${chosen.version}`}
              template={chosen}
              sessionName={sessionName}
              lanes={lanes}
              atOnce={picked?.atOnce ?? false}
              initialLane={lane ?? chosen.default_lane ?? lanes[0]?.name ?? ""}
              onBack={() => setPicked(null)}
              onStart={async (request) => {
                const result = await onStart(request);
                if (result.ok) changeOpen(false);
                return result;
              }}
            />
          </Suspense>
        )}
      </DialogContent>
    </Dialog>
  );
}
