"use client";
import dynamic from "next/dynamic";
import { ActionDialog } from "../../../components/form/action-dialog.tsx";
import { formatInstant } from "../../../components/status/time.model.ts";
import { ArchiveTemplateDialog, DeleteTemplateDialog } from "../../../components/templates/template-dialogs.tsx";
import type { TemplateView } from "../../../components/templates/templates-table.tsx";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useArchiveTemplate } from "../../../lib/templates/template-archive-mutation.ts";
import { useDeleteTemplate } from "../../../lib/templates/template-delete-mutation.ts";

const RunTemplate = dynamic(() => import("./run-template.tsx").then((module) => module.RunTemplate));

/** What is asked about a template before it is done. */
export type TemplateQuestion =
  | { what: "run" | "archive" | "delete"; template: Pick<TemplateView, "slug" | "name" | "schedules"> }
  | { what: "replace"; slug: string; saved_at: string; go: () => void };

export interface TemplateDialogsProps {
  question: TemplateQuestion | null;
  onClose: () => void;
  onDeleted?: () => void;
}

/** The dialogs about one template, with their commands. */
export function TemplateDialogs({ question, onClose, onDeleted }: TemplateDialogsProps) {
  const archive = useArchiveTemplate();
  const remove = useDeleteTemplate();
  if (question === null) return null;
  const onOpenChange = (open: boolean) => void (open || onClose());
  if (question.what === "replace") {
    return (
      <ActionDialog
        open
        onOpenChange={onOpenChange}
        title="Replace your draft?"
        description={`This browser keeps a draft of it from ${formatInstant(question.saved_at)}, which has not been published.`}
        verb="Replace draft"
        busyVerb="Replacing…"
        dismiss="Keep my draft"
        danger
        onSubmit={() => actionResult(Promise.resolve().then(question.go))}
      />
    );
  }
  const { slug, name, schedules } = question.template;
  if (question.what === "run") return <RunTemplate slug={slug} draft={null} onOpenChange={onOpenChange} />;
  if (question.what === "archive") {
    return (
      <ArchiveTemplateDialog
        name={name}
        schedules={schedules}
        onOpenChange={onOpenChange}
        onSubmit={() => actionResult(archive.mutateAsync({ template: slug }))}
      />
    );
  }
  return (
    <DeleteTemplateDialog
      name={name}
      onOpenChange={onOpenChange}
      onSubmit={() => actionResult(remove.mutateAsync({ template: slug }).then(() => onDeleted?.()))}
    />
  );
}
