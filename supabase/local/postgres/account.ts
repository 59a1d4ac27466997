import { execFile } from "node:child_process";
import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The system user that owns the server and its data when we are root, because Postgres refuses to run as root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const SYSTEM_USER = "supabase-local";
/** Tried in this order when the system user cannot be made (no useradd, read-only /etc). */
const FALLBACK_USERS = ["postgres", "nobody"];

/** World-traversable homes for root: the checkout may lie below /root, which no other user can enter. */
export const ROOT_CACHE_FOLDER = "/var/cache/supabase-local";
export const ROOT_DATA_FOLDER = "/var/lib/supabase-local";

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account to run the server as; null means "as ourselves" (we are not root). Makes the system user when missing. */
export async function serverAccount(): Promise<Account | null> {
  if (!isRoot()) return null;
  const existing = await lookUp(SYSTEM_USER);
  if (existing) return existing;
  const shell = "/usr/sbin/nologin";
  await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", shell, SYSTEM_USER]).catch(() =>
    // BusyBox systems have adduser only.
    run("adduser", ["-S", "-D", "-H", "-s", "/sbin/nologin", SYSTEM_USER]).catch(() => null),
  );
  for (const name of [SYSTEM_USER, ...FALLBACK_USERS]) {
    const account = await lookUp(name);
    if (account) return account;
  }
  throw new Error(
    `Postgres refuses to run as root and no user "${SYSTEM_USER}" could be made: run useradd, or start as another user`,
  );
}

async function lookUp(name: string): Promise<Account | null> {
  const passwd = await readFile("/etc/passwd", "utf8").catch(() => "");
  for (const line of passwd.split("\n")) {
    const [user, , uid, gid] = line.split(":");
    if (user === name && uid && gid && Number(uid) !== 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

/** Makes a folder (and its parents) that every user may pass through. */
export async function makeTraversable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
}

/** Whether any user may pass through this folder and all above it. */
export async function isTraversable(folder: string): Promise<boolean> {
  const info = await stat(folder).catch(() => null);
  if (!info || (info.mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder ? true : isTraversable(parent);
}
