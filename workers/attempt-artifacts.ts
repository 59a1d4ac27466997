import type { AttemptLink } from "./attempt-link.ts";
import type { EventBatcher } from "./output/event-batcher.ts";
import type { AttemptSecrets } from "./secrets/attempt-secrets.ts";
import { Artifacts } from "./steps/artifacts.ts";

export interface AttemptArtifactsOptions {
  /** Where steps put what is to be attached. */
  folder: string;
  link: AttemptLink;
  batcher: EventBatcher;
  secrets: () => AttemptSecrets;
  projectUrl: string;
  signal: AbortSignal;
}

/** The artifacts of one attempt. The entry of each stands in the log after the lines that were printed before it. */
export function attemptArtifacts({ folder, link, batcher, secrets, projectUrl, signal }: AttemptArtifactsOptions) {
  return new Artifacts({
    folder,
    secretFinder: () => secrets().finder(),
    put: async (artifact) => {
      await batcher.flush();
      return await link.putArtifact(artifact);
    },
    uploads: {
      announce: (artifact) => link.uploadArtifact(artifact),
      commit: async (path) => {
        await batcher.flush();
        return await link.commitArtifact(path);
      },
      projectUrl,
      signal,
    },
  });
}
