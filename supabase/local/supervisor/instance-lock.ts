import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { processStartedAt } from "../process/identity.ts";
import { parseJson } from "../process/parse-json.ts";

const Owner = z.object({ pid: z.number().int().min(1), started_at: z.string() });

/** The instance is already being run by another process. */
export class InstanceBusyError extends Error {
  override name = "InstanceBusyError";
  readonly pid: number;

  constructor(pid: number) {
    super(`process ${pid} holds the instance`);
    this.pid = pid;
  }
}

/**
 * Takes the lock of an instance folder and returns how to give it back. A lock is held by pid and start time, so one left
 * by a killed process, or whose pid was given to another program, is stale and taken over. Throws InstanceBusyError.
 */
export async function lockInstance(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = join(folder, "lock");
  const mine = `${lock}.${process.pid}`;
  const owner = JSON.stringify({ pid: process.pid, started_at: await processStartedAt(process.pid) });
  await writeFile(mine, owner, { mode: 0o600 });
  try {
    // link() is atomic and fails when the name exists; the file is complete from the first moment.
    while (!(await linked(mine, lock))) {
      const found = await readFile(lock, "utf8").catch(() => null);
      if (found === null) continue;
      const pid = await liveOwner(found);
      if (pid !== null) throw new InstanceBusyError(pid);
      await takeAside(lock, found);
    }
  } finally {
    await rm(mine, { force: true });
  }
  return async () => {
    if ((await readFile(lock, "utf8").catch(() => null)) === owner) await rm(lock, { force: true });
  };
}

/** The pid that holds the lock of this instance, or null. */
export async function instanceOwner(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, "lock"), "utf8").catch(() => null);
  return text === null ? null : liveOwner(text);
}

async function liveOwner(text: string): Promise<number | null> {
  const owner = Owner.safeParse(parseJson(text));
  if (!owner.success) return null;
  return (await processStartedAt(owner.data.pid)) === owner.data.started_at ? owner.data.pid : null;
}

/** Removes a stale lock, unless somebody else took it over since we read it. */
async function takeAside(lock: string, stale: string): Promise<void> {
  const aside = `${lock}.${process.pid}.stale`;
  const moved = await rename(lock, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  if ((await readFile(aside, "utf8")) !== stale) await linked(aside, lock);
  await rm(aside, { force: true });
}

function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}
