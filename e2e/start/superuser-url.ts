import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { clusterFor } from "../../supabase/local/postgres/cluster.ts";
import { connectionUrl } from "../../supabase/local/postgres/connection.ts";

const Secrets = z.object({ postgres: z.object({ supabase_admin: z.string() }) });

/** The database of an instance in this folder, as its superuser: for what no command tells or does. */
export async function superuserUrl(folder: string): Promise<string> {
  const secrets = Secrets.parse(JSON.parse(await readFile(join(folder, "secrets.json"), "utf8")));
  const { dataDir } = await clusterFor(folder);
  // The server picks a free port; it tells which in the fourth line of its pid file.
  const port = Number((await readFile(join(dataDir, "postmaster.pid"), "utf8")).split("\n")[3]);
  return connectionUrl({
    port,
    role: "supabase_admin",
    password: secrets.postgres.supabase_admin,
    database: "postgres",
  });
}
