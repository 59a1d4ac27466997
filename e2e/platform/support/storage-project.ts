import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStorage } from "../../../supabase/local/storage/storage.ts";
import { type Project, type ProjectOptions, startProject } from "./platform.ts";

export interface StorageProject extends Project {
  /** Names of all files on disk. */
  files(): Promise<string[]>;
}

/** A project with nothing but storage, with objects of at most 1 MB unless told otherwise. */
export async function startStorageProject({
  maxObjectBytes = 1024 * 1024,
  ...options
}: Omit<ProjectOptions, "services"> & { maxObjectBytes?: number } = {}): Promise<StorageProject> {
  const folder = await mkdtemp(join(tmpdir(), "storage-test-"));
  const project = await startProject({
    ...options,
    services: ({ database, tokens, faults }) => ({
      "/storage/v1": createStorage({
        databaseUrl: database.serviceUrls.supabase_storage_admin,
        folder,
        tokens,
        faults,
        maxObjectBytes,
      }),
    }),
  });
  return {
    ...project,
    async files() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
    async stop() {
      await project.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
