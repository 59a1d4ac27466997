"use client";
import { starterSource } from "../../../../lib/templates/starter.ts";
import { EditorOnDemand } from "../editor-on-demand.tsx";

/** A template that does not exist yet. */
export function NewTemplateClient() {
  return (
    <div className="flex flex-col gap-3 p-3 sm:p-4">
      <h1 className="font-semibold text-xl">New template</h1>
      <EditorOnDemand slug={null} newest={{ version: 0, text: starterSource }} publishedBy="" archived={false} />
    </div>
  );
}
