import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The folders of one attempt. All of its steps share them; nothing of them outlives it. */
export interface Workspace {
  root: string;
  /** Where scripts run; their HOME. */
  work: string;
  /** Files put here are attached to the run. */
  artifacts: string;
  tmp: string;
  /** The worker's own: scripts and pipes. */
  control: string;
}

/** Makes an attempt's folders, readable by nobody else. */
export async function createWorkspace(): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), "ops-attempt-"));
  const folder = (name: string) => join(root, name);
  const workspace = {
    root,
    work: folder("work"),
    artifacts: folder("artifacts"),
    tmp: folder("tmp"),
    control: folder("control"),
  };
  await Promise.all([workspace.work, workspace.artifacts, workspace.tmp, workspace.control].map((path) => mkdir(path)));
  return workspace;
}

/** Removes an attempt's folders, also those that its steps have protected. */
export async function removeWorkspace({ root }: Workspace): Promise<void> {
  try {
    await rm(root, { recursive: true, force: true, maxRetries: 2 });
  } catch {
    await makeWritable(root);
    await rm(root, { recursive: true, force: true, maxRetries: 2 });
  }
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}
