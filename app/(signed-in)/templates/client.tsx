"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsBoolean, parseAsString, useQueryState } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { ActionFailureNotice } from "../../../components/form/action-failure.tsx";
import { useAction } from "../../../components/form/use-action.ts";
import { Page } from "../../../components/shell/page.tsx";
import { EmptyState } from "../../../components/states/empty-state.tsx";
import { ErrorState } from "../../../components/states/error-state.tsx";
import { TableLoading } from "../../../components/states/loading.tsx";
import type { TemplateSubject } from "../../../components/templates/template-menu.tsx";
import { TemplatesTable } from "../../../components/templates/templates-table.tsx";
import { Button } from "../../../components/ui/button.tsx";
import { Input } from "../../../components/ui/input.tsx";
import { useControlRoom } from "../../../lib/context.ts";
import { actionResult } from "../../../lib/query/action-result.ts";
import { useFallbackInterval } from "../../../lib/realtime/use-connection.ts";
import { draftSlugs, newTemplate } from "../../../lib/templates/draft-store.ts";
import { templateOverviewQuery } from "../../../lib/templates/template-overview-query.ts";
import { useUnarchiveTemplate } from "../../../lib/templates/template-unarchive-mutation.ts";
import { useTemplateChannel } from "../../../lib/templates/use-template-channel.ts";
import { useWhyNot } from "../me.tsx";
import { readFailure } from "../read-failure.ts";
import { TemplateDialogs, type TemplateQuestion } from "./template-dialogs.tsx";
import { useTemplateFiles } from "./use-template-files.ts";

/** Joins the list of templates with its commands. */
export function TemplatesClient() {
  const { connect } = useControlRoom();
  useTemplateChannel();
  const templates = useQuery({ ...templateOverviewQuery(connect), refetchInterval: useFallbackInterval() });
  const [search, setSearch] = useQueryState("q", parseAsString.withDefault(""));
  const [archived, setArchived] = useQueryState("archived", parseAsBoolean.withDefault(false));
  const [question, setQuestion] = useState<TemplateQuestion | null>(null);
  const [drafts, setDrafts] = useState<readonly string[]>([]);
  const chooser = useRef<HTMLInputElement>(null);
  const direct = useAction();
  const unarchive = useUnarchiveTemplate();
  const files = useTemplateFiles(setQuestion);
  const whyNot = useWhyNot();
  // This browser's storage is not there while the server renders.
  useEffect(() => setDrafts(draftSlugs()), []);

  const wanted = search.trim().toLowerCase();
  const shown = templates.data?.filter(
    (template) =>
      (archived || template.archived_at === null) &&
      `${template.name} ${template.slug} ${template.description}`.toLowerCase().includes(wanted),
  );
  const ask = (what: "run" | "archive" | "delete") => (subject: TemplateSubject) => {
    const template = templates.data?.find(({ slug }) => slug === subject.slug);
    if (template !== undefined) setQuestion({ what, template });
  };
  return (
    <Page
      title="Templates"
      actions={
        <>
          <Button whyNot={whyNot} onClick={() => chooser.current?.click()}>
            Import
          </Button>
          <Button variant="primary" whyNot={whyNot} onClick={() => files.open(newTemplate)}>
            {drafts.includes(newTemplate) ? "Go on with the new template" : "New template"}
          </Button>
        </>
      }
      bar={
        <>
          <input
            ref={chooser}
            type="file"
            hidden
            data-import
            accept=".yaml,.yml,.json"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = "";
              if (file !== undefined) void direct.run(() => actionResult(files.importFile(file, templates.data ?? [])));
            }}
          />
          <div className="flex flex-wrap items-center gap-2">
            <Input
              type="search"
              aria-label="Search templates"
              placeholder="Search templates"
              className="max-w-72"
              value={search}
              onChange={(event) => void setSearch(event.target.value || null)}
            />
            <Button aria-pressed={archived} onClick={() => void setArchived(archived ? null : true)}>
              {archived ? "Hide archived" : "Show archived"}
            </Button>
          </div>
          <ActionFailureNotice failure={direct.failure} />
        </>
      }
    >
      {shown === undefined ? (
        templates.error ? (
          <ErrorState {...readFailure(templates.error)} onRetry={() => void templates.refetch()} />
        ) : (
          <TableLoading what="the templates" />
        )
      ) : shown.length === 0 ? (
        <EmptyState title={wanted === "" ? "No templates yet" : `No template is called “${search}”`}>
          {wanted === ""
            ? whyNot === null
              ? "Write the first one, or import its YAML."
              : "An operator can publish one."
            : archived
              ? "Search for something else."
              : "Search for something else, or show archived ones."}
        </EmptyState>
      ) : (
        <TemplatesTable
          templates={shown}
          drafts={drafts}
          href={(slug) => `/templates/${slug}`}
          runHref={(runId) => `/runs/${runId}`}
          runsHref={(slug) => `/runs?template=${slug}`}
          onExport={({ slug }) => void direct.run(() => actionResult(files.exportNewest(slug)))}
          whyNot={whyNot}
          onRun={ask("run")}
          onArchive={ask("archive")}
          onDelete={ask("delete")}
          onDuplicate={({ slug }) => void direct.run(() => actionResult(files.duplicate(slug)))}
          onUnarchive={({ slug }) => void direct.run(() => actionResult(unarchive.mutateAsync({ template: slug })))}
        />
      )}
      <TemplateDialogs question={question} onClose={() => setQuestion(null)} />
    </Page>
  );
}
