"use client";
import { Download, Play, RotateCcw } from "lucide-react";
import { formatInstant } from "../../../components/status/time.model.ts";
import { Button } from "../../../components/ui/button.tsx";
import { Notice } from "../../../components/ui/notice.tsx";
import type { TemplateDefinition } from "../../../supabase/functions/_shared/contracts/template.ts";
import type { useDraft } from "./use-draft.ts";

export interface EditorBarProps {
  slug: string | null;
  draft: ReturnType<typeof useDraft>;
  newest: { version: number; text: string };
  publishedBy: string;
  archived: boolean;
  /** Why this person only reads; null: they write, too. */
  readsOnly: string | null;
  publishable: boolean;
  definition: TemplateDefinition | null;
  onExport: () => void;
  onPublish: () => void;
  onRun: () => void;
  onDiscard: () => void;
  onCompare: () => void;
}

/** What can be done with the text, and what is to be known about it. */
export function EditorBar(props: EditorBarProps) {
  const { slug, draft, newest, publishedBy, readsOnly, publishable, definition } = props;
  const unpublished = draft.changed || slug === null;
  const overtaken = slug !== null && draft.changed && draft.base < newest.version;
  const noRun = whyNoRun(props, unpublished);
  const noPublish =
    readsOnly ?? (definition === null ? "Mend what is wrong in the text first." : "Nothing has changed.");
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <p role="status" className="mr-auto text-muted text-sm">
          {stateOf(props)}
        </p>
        {draft.changed && (
          <Button variant="ghost" onClick={props.onDiscard}>
            <RotateCcw aria-hidden />
            {slug === null ? "Begin anew" : "Discard draft"}
          </Button>
        )}
        <Button onClick={props.onExport}>
          <Download aria-hidden />
          <span className="max-sm:sr-only">Export</span>
        </Button>
        <Button whyNot={noRun} onClick={props.onRun}>
          <Play aria-hidden />
          {unpublished ? "Test run" : "Run"}
        </Button>
        <Button variant="primary" whyNot={publishable ? null : noPublish} onClick={props.onPublish}>
          Publish
        </Button>
      </div>
      {overtaken && (
        <Notice tone="warn" role="status" title={`${publishedBy} has published version ${newest.version} meanwhile`}>
          Your draft was written on version {draft.base}. Take over what you want to keep of theirs, then write on top
          of it.
          <div className="mt-2 flex flex-wrap gap-2">
            <Button size="sm" onClick={props.onCompare}>
              Compare
            </Button>
            <Button size="sm" onClick={() => draft.rebase(newest.version)}>
              Write on top of it
            </Button>
          </div>
        </Notice>
      )}
      {!draft.kept && (
        <Notice tone="warn" role="alert" title="This browser keeps no drafts">
          Its storage is full or switched off. Publish or export before you leave this page.
        </Notice>
      )}
    </>
  );
}

function stateOf({ slug, draft, readsOnly }: EditorBarProps): string {
  if (readsOnly !== null) return readsOnly;
  if (!draft.changed) return slug === null ? "Not published yet." : "This is what is published.";
  if (draft.restored !== null)
    return `Your draft of ${formatInstant(draft.restored)}, kept in this browser. Not published.`;
  return "Changed and kept in this browser. Not published.";
}

/** Why the text cannot be run as it is; null: it can. */
function whyNoRun({ readsOnly, archived, definition }: EditorBarProps, unpublished: boolean): string | null {
  if (readsOnly !== null) return readsOnly;
  if (definition === null) return "Mend what is wrong in the text first.";
  if (!unpublished) return archived ? "It is archived: bring it back first." : null;
  if (definition.concurrency !== null)
    return "It runs under a concurrency key, which ad-hoc steps have not: publish it first.";
  if (definition.required_labels.length > 0)
    return "It requires worker labels, which ad-hoc steps cannot: publish it first.";
  return null;
}
