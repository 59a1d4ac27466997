"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { bytesOf, fileNameOf, showAs } from "../../../../components/run/artifact.model.ts";
import type { ArtifactView } from "../../../../components/types.ts";
import { artifactAddress, artifactContentQuery } from "../../../../lib/artifacts/artifact-content-query.ts";
import { artifactListQuery } from "../../../../lib/artifacts/artifact-list-query.ts";
import { useControlRoom } from "../../../../lib/context.ts";
import { readFailure } from "../../read-failure.ts";
import { saveFile, saveFrom } from "../../save-file.ts";

const none: never[] = [];

/** What a run produced, the artifact that is open with its content, and downloads. */
export function useArtifacts(runId: number) {
  const { connect } = useControlRoom();
  const cache = useQueryClient();
  const list = useQuery(artifactListQuery(connect, runId));
  const [opened, setOpened] = useState<ArtifactView | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const content = useQuery({
    ...artifactContentQuery(connect, opened ?? { id: 0, object_path: null }),
    enabled: opened !== null && showAs(opened) !== "download",
  });

  const download = useCallback(
    async (artifact: ArtifactView) => {
      setFailed(null);
      try {
        const fileName = fileNameOf(artifact);
        if (artifact.object_path !== null) {
          saveFrom(fileName, await artifactAddress(connect, artifact.object_path, fileName));
          return;
        }
        const stored = await cache.fetchQuery(artifactContentQuery(connect, artifact));
        saveFile(fileName, artifact.media_type, bytesOf(stored));
      } catch (error) {
        const { title, remedy } = readFailure(error);
        setFailed(`${artifact.name} could not be downloaded: ${title}. ${remedy}`);
      }
    },
    [connect, cache],
  );
  const failure = content.error === null ? null : readFailure(content.error);
  return {
    list: list.data ?? none,
    open: setOpened,
    download,
    /** Why the last download failed. */
    failed,
    viewer: {
      artifact: opened,
      content: content.data,
      error: failure === null ? null : { message: failure.title, remedy: failure.remedy },
      onRetry: () => void content.refetch(),
      onDownload: download,
      onClose: () => setOpened(null),
    },
  };
}
