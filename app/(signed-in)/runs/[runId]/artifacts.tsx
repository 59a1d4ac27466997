"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { bytesOf } from "../../../../components/run/artifact.model.ts";
import { ArtifactViewer } from "../../../../components/run/artifact-viewer.tsx";
import { ArtifactsList } from "../../../../components/run/artifacts-list.tsx";
import type { ArtifactView } from "../../../../components/types.ts";
import { Notice } from "../../../../components/ui/notice.tsx";
import { artifactContentQuery } from "../../../../lib/artifacts/artifact-content-query.ts";
import { artifactListQuery } from "../../../../lib/artifacts/artifact-list-query.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { readFailure } from "../../read-failure.ts";
import { saveFile } from "./save-file.ts";

/** Joins what a run produced with its list and its viewer. */
export function Artifacts({ runId, live }: { runId: number; live: boolean }) {
  const { supabase } = useControlRoom();
  const cache = useQueryClient();
  const artifacts = useQuery(artifactListQuery(supabase, runId));
  const [opened, setOpened] = useState<ArtifactView | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const content = useQuery({ ...artifactContentQuery(supabase, opened?.id ?? 0), enabled: opened !== null });

  const download = async (artifact: ArtifactView) => {
    setFailed(null);
    try {
      const stored = await cache.fetchQuery(artifactContentQuery(supabase, artifact.id));
      saveFile(artifact.name, artifact.media_type, bytesOf(stored));
    } catch (error) {
      const { title, remedy } = readFailure(error);
      setFailed(`${artifact.name} could not be downloaded: ${title}. ${remedy}`);
    }
  };
  const failure = content.error === null ? null : readFailure(content.error);
  return (
    <>
      {failed !== null && <Notice tone="bad" role="alert" title={failed} />}
      <ArtifactsList
        artifacts={artifacts.data ?? []}
        live={live}
        onOpen={setOpened}
        onDownload={(artifact) => void download(artifact)}
      />
      <ArtifactViewer
        artifact={opened}
        content={content.data}
        error={failure === null ? null : { message: failure.title, remedy: failure.remedy }}
        onRetry={() => void content.refetch()}
        onDownload={(artifact) => void download(artifact)}
        onClose={() => setOpened(null)}
      />
    </>
  );
}
