"use client";
import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { ActionFailureNotice } from "../../../../components/form/action-failure.tsx";
import { useAction } from "../../../../components/form/use-action.ts";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { EditorLoading } from "../../../../components/templates/editor-loading.tsx";
import { TemplateMenu } from "../../../../components/templates/template-menu.tsx";
import { Badge } from "../../../../components/ui/badge.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../../../../components/ui/tabs.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { templateOverviewQuery } from "../../../../lib/templates/template-overview-query.ts";
import { templateQuery, templateVersionQuery } from "../../../../lib/templates/template-query.ts";
import { useUnarchiveTemplate } from "../../../../lib/templates/template-unarchive-mutation.ts";
import { useTemplateChannel } from "../../../../lib/templates/use-template-channel.ts";
import { useWhyNot } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";
import { EditorOnDemand } from "../editor-on-demand.tsx";
import { TemplateDialogs, type TemplateQuestion } from "../template-dialogs.tsx";
import { useTemplateFiles } from "../use-template-files.ts";
import { Versions } from "./versions.tsx";

/** One template: the editor of its newest version, and its versions. */
export function TemplateClient({ slug }: { slug: string }) {
  const { connect } = useControlRoom();
  useTemplateChannel();
  const router = useRouter();
  const template = useQuery(templateQuery(connect, slug));
  const overview = useQuery(templateOverviewQuery(connect));
  const newest = template.data?.versions[0];
  const content = useQuery({
    ...templateVersionQuery(connect, slug, newest?.version ?? 0),
    enabled: newest !== undefined,
    placeholderData: (before) => before,
  });
  const [view, setView] = useQueryState("view", parseAsStringLiteral(["edit", "versions"]).withDefault("edit"));
  const [question, setQuestion] = useState<TemplateQuestion | null>(null);
  const direct = useAction();
  const unarchive = useUnarchiveTemplate();
  const files = useTemplateFiles(setQuestion);
  const whyNot = useWhyNot();

  const error = template.error ?? content.error;
  if (newest === undefined || !content.data) {
    if (error) return <ErrorState {...readFailure(error)} onRetry={() => void template.refetch()} />;
    return template.data === null ? (
      <ErrorState title="This template has been deleted" remedy="Go back to the list of templates." />
    ) : (
      <EditorLoading />
    );
  }
  const { definition, source, version } = content.data;
  const archived_at = template.data?.archived_at ?? null;
  const subject = {
    ...{ slug, name: definition.name, archived_at },
    schedules: overview.data?.find((one) => one.slug === slug)?.schedules ?? [],
  };
  const ask = (what: "run" | "archive" | "delete") => () => setQuestion({ what, template: subject });
  return (
    <div className="flex flex-col gap-3 p-3 sm:p-4">
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <h1 className="font-semibold text-xl">{definition.name}</h1>
        <span className="font-mono text-muted text-sm">{slug}</span>
        <Badge tone="neutral">v{version}</Badge>
        {archived_at !== null && (
          <Badge tone="neutral">
            <Archive aria-hidden />
            Archived
          </Badge>
        )}
        <TemplateMenu
          template={subject}
          onExport={() => void direct.run(() => actionResult(files.exportNewest(slug)))}
          whyNot={whyNot}
          onRun={ask("run")}
          onArchive={ask("archive")}
          onDelete={ask("delete")}
          onDuplicate={() => void direct.run(() => actionResult(files.duplicate(slug)))}
          onUnarchive={() => void direct.run(() => actionResult(unarchive.mutateAsync({ template: slug })))}
        />
      </div>
      <ActionFailureNotice failure={direct.failure} />
      <Tabs value={view} onValueChange={(value) => void setView(value === "versions" ? "versions" : null)}>
        <TabsList>
          <TabsTrigger value="edit">{whyNot === null ? "Edit" : "Text"}</TabsTrigger>
          <TabsTrigger value="versions">Versions</TabsTrigger>
        </TabsList>
        <TabsContent value="edit" className="flex flex-col gap-3 pt-3 focus-visible:outline-none">
          <EditorOnDemand
            slug={slug}
            newest={{ version, text: source }}
            publishedBy={newest.created_by_name}
            archived={archived_at !== null}
          />
        </TabsContent>
        <TabsContent value="versions" className="pt-3 focus-visible:outline-none">
          <Versions slug={slug} name={definition.name} versions={template.data?.versions ?? []} />
        </TabsContent>
      </Tabs>
      <TemplateDialogs
        question={question}
        onClose={() => setQuestion(null)}
        onDeleted={() => router.push("/templates")}
      />
    </div>
  );
}
