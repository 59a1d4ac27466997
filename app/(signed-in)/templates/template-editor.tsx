"use client";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { ActionDialog } from "../../../components/form/action-dialog.tsx";
import { DiffView } from "../../../components/templates/diff-view.tsx";
import { FormPreview } from "../../../components/templates/form-preview.tsx";
import { ProblemList } from "../../../components/templates/problem-list.tsx";
import { PublishDialog } from "../../../components/templates/publish-dialog.tsx";
import { YamlEditor } from "../../../components/templates/yaml-editor.tsx";
import { cn } from "../../../components/ui/cn.ts";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../../../components/ui/tabs.tsx";
import { actionResult } from "../../../lib/query/action-result.ts";
import { newTemplate } from "../../../lib/templates/draft-store.ts";
import { usePublishTemplate } from "../../../lib/templates/template-publish-mutation.ts";
import { useWhyNot } from "../me.tsx";
import { EditorBar } from "./editor-bar.tsx";
import { RunTemplate } from "./run-template.tsx";
import { useDraft } from "./use-draft.ts";
import { useSourceReading } from "./use-source-reading.ts";
import { saveTemplate } from "./use-template-files.ts";

export interface TemplateEditorProps {
  /** Null: a new template. */
  slug: string | null;
  /** The newest version's text; of a new template what it begins with, as version 0. */
  newest: { version: number; text: string };
  /** Who published it, for those who write on an older one. */
  publishedBy: string;
  /** Nobody starts it. */
  archived: boolean;
}

/** The YAML beside the form that it makes and the changes that it is; publishes it, or runs it as it is. */
export function TemplateEditor({ slug, newest, publishedBy, archived }: TemplateEditorProps) {
  const router = useRouter();
  const readsOnly = useWhyNot();
  const draft = useDraft(slug ?? newTemplate, newest);
  const { definition, problems, lastGood } = useSourceReading(draft.text, slug);
  const [beside, setBeside] = useQueryState("beside", parseAsStringLiteral(["form", "changes"]).withDefault("form"));
  const [jump, setJump] = useState<{ offset: number } | null>(null);
  const [asking, setAsking] = useState<"publish" | "run" | "discard" | null>(null);
  const publish = usePublishTemplate();
  const close = (open: boolean) => void (open || setAsking(null));
  const publishable = readsOnly === null && definition !== null && (draft.changed || slug === null);

  const send = async (note: string | undefined) => {
    if (definition === null) return;
    const more = note === undefined ? {} : { note };
    const { version } = await publish.mutateAsync({
      ...definition,
      source: draft.text,
      base_version: draft.base,
      ...more,
    });
    draft.publishedAs(version);
    setAsking(null);
    if (slug === null) router.push(`/templates/${definition.slug}`);
  };
  return (
    <>
      <EditorBar
        slug={slug}
        draft={draft}
        newest={newest}
        publishedBy={publishedBy}
        archived={archived}
        readsOnly={readsOnly}
        publishable={publishable}
        definition={definition}
        onExport={() => saveTemplate(lastGood?.slug ?? slug ?? "template", draft.text)}
        onPublish={() => setAsking("publish")}
        onRun={() => setAsking("run")}
        onDiscard={() => setAsking("discard")}
        onCompare={() => void setBeside("changes")}
      />
      <div
        className={cn(
          "grid gap-3 lg:min-h-96 lg:grid-cols-2",
          slug === null ? "lg:h-[calc(100dvh-10.5rem)]" : "lg:h-[calc(100dvh-14rem)]",
        )}
      >
        <section
          aria-label="Text"
          className="flex h-[60dvh] min-h-80 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface outline-accent has-[.cm-focused]:outline-2 lg:h-auto"
        >
          <div className="min-h-0 flex-1">
            <YamlEditor
              label={slug === null ? "YAML of the new template" : `YAML of ${slug}`}
              value={draft.text}
              readOnly={readsOnly !== null}
              problems={problems}
              jumpTo={jump}
              onChange={draft.write}
              onSave={() => publishable && setAsking("publish")}
            />
          </div>
          <ProblemList problems={problems} onGo={({ from }) => setJump({ offset: from })} />
        </section>
        <Tabs
          value={beside}
          onValueChange={(value) => void setBeside(value === "changes" ? "changes" : null)}
          className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface"
        >
          <TabsList className="shrink-0 px-4">
            <TabsTrigger value="form">Form</TabsTrigger>
            <TabsTrigger value="changes">Changes</TabsTrigger>
          </TabsList>
          <TabsContent value="form" className="min-h-0 flex-1 overflow-y-auto focus-visible:outline-none">
            <FormPreview template={lastGood} outdated={definition === null} />
          </TabsContent>
          <TabsContent value="changes" className="flex min-h-0 flex-1 flex-col">
            <DiffView
              before={slug === null ? "" : newest.text}
              after={draft.text}
              beforeLabel={slug === null ? "nothing" : `version ${newest.version}`}
              afterLabel="what stands here"
            />
          </TabsContent>
        </Tabs>
      </div>
      {asking === "publish" && definition !== null && (
        <PublishDialog
          name={definition.name}
          before={slug === null ? null : newest}
          after={draft.text}
          note=""
          onOpenChange={close}
          onPublish={(note) => actionResult(send(note))}
        />
      )}
      {asking === "discard" && (
        <ActionDialog
          open
          onOpenChange={close}
          title="Discard your draft?"
          description="What stands here goes back to what is published. The draft is kept nowhere else."
          verb="Discard draft"
          busyVerb="Discarding…"
          dismiss="Go on writing"
          danger
          onSubmit={() => actionResult(Promise.resolve(draft.discard()))}
        />
      )}
      {asking === "run" && definition !== null && (
        <RunTemplate
          slug={definition.slug}
          draft={draft.changed || slug === null ? definition : null}
          onOpenChange={close}
        />
      )}
    </>
  );
}
