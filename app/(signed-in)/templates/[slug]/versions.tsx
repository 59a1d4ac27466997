"use client";
import { useQuery } from "@tanstack/react-query";
import { Download, History } from "lucide-react";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { ErrorState } from "../../../../components/states/error-state.tsx";
import { TableLoading } from "../../../../components/states/loading.tsx";
import { DiffView } from "../../../../components/templates/diff-view.tsx";
import { PublishDialog } from "../../../../components/templates/publish-dialog.tsx";
import { VersionsList, type VersionView } from "../../../../components/templates/versions-list.tsx";
import { Button } from "../../../../components/ui/button.tsx";
import { Select } from "../../../../components/ui/select.tsx";
import { useControlRoom } from "../../../../lib/context.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import { usePublishTemplate } from "../../../../lib/templates/template-publish-mutation.ts";
import { templateVersionQuery } from "../../../../lib/templates/template-query.ts";
import { useWhyNot } from "../../me.tsx";
import { readFailure } from "../../read-failure.ts";
import { saveTemplate } from "../use-template-files.ts";

export interface VersionsProps {
  slug: string;
  name: string;
  /** Newest first. */
  versions: readonly VersionView[];
}

/** The versions: what each changed against any other, and a way back to an old one. */
export function Versions({ slug, name, versions }: VersionsProps) {
  const { connect } = useControlRoom();
  const whyNot = useWhyNot();
  const newest = versions[0]?.version ?? 0;
  const [wanted, setWanted] = useQueryState("version", parseAsInteger);
  const [against, setAgainst] = useQueryState("against", parseAsInteger);
  const [restoring, setRestoring] = useState(false);
  const publish = usePublishTemplate();
  const chosen = versions.some(({ version }) => version === wanted) ? (wanted ?? newest) : newest;
  const others = versions.filter(({ version }) => version !== chosen).map(({ version }) => version);
  const base = others.find((version) => version === against) ?? others.find((version) => version < chosen) ?? null;
  const right = useQuery(templateVersionQuery(connect, slug, chosen));
  const left = useQuery({ ...templateVersionQuery(connect, slug, base ?? 0), enabled: base !== null });
  const current = useQuery(templateVersionQuery(connect, slug, newest));
  const error = right.error ?? left.error;
  const choose = (version: number) => {
    void setWanted(version === newest ? null : version);
    void setAgainst(null);
  };
  const restore = async (note: string | undefined) => {
    if (!right.data) return;
    const { definition, source, rendered } = right.data;
    const more = { ...(rendered ? {} : { source }), ...(note !== undefined && { note }) };
    const { version } = await publish.mutateAsync({ ...definition, ...more, base_version: newest });
    choose(version);
  };
  return (
    <div className="grid gap-3 lg:h-[calc(100dvh-12rem)] lg:min-h-96 lg:grid-cols-[18rem_1fr]">
      <div className="max-h-72 overflow-y-auto rounded-lg border border-line bg-surface lg:max-h-none">
        <VersionsList versions={versions} chosen={chosen} onChoose={choose} />
      </div>
      <section
        aria-label={`Version ${chosen}`}
        className="flex min-h-0 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface"
      >
        <div className="flex flex-wrap items-center gap-2 border-line border-b px-3 py-2">
          <h2 className="font-semibold">Version {chosen}</h2>
          {base !== null && (
            <Select
              aria-label="Compared with"
              className="w-auto"
              value={String(base)}
              onValueChange={(version) => void setAgainst(Number(version))}
              options={others.map((version) => ({ value: String(version), label: `against version ${version}` }))}
            />
          )}
          <div className="ml-auto flex gap-2">
            <Button
              size="sm"
              disabled={!right.data}
              onClick={() => right.data && saveTemplate(slug, right.data.source)}
            >
              <Download aria-hidden />
              Export
            </Button>
            {chosen !== newest && (
              <Button size="sm" whyNot={whyNot} disabled={!right.data} onClick={() => setRestoring(true)}>
                <History aria-hidden />
                Restore
              </Button>
            )}
          </div>
        </div>
        {error ? (
          <ErrorState level={2} {...readFailure(error)} onRetry={() => void right.refetch()} />
        ) : !right.data || (base !== null && !left.data) ? (
          <TableLoading what="the version" />
        ) : (
          <DiffView
            before={left.data?.source ?? ""}
            after={right.data.source}
            beforeLabel={base === null ? "nothing" : `version ${base}`}
            afterLabel={`version ${chosen}`}
          />
        )}
      </section>
      {restoring && right.data && current.data && (
        <PublishDialog
          name={name}
          before={{ version: newest, text: current.data.source }}
          after={right.data.source}
          note={`Restores version ${chosen}`}
          onOpenChange={setRestoring}
          onPublish={(note) => actionResult(restore(note))}
        />
      )}
    </div>
  );
}
