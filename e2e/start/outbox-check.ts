import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import postgres from "postgres";
import { expect } from "vitest";
import { z } from "zod";
import { createOpsClient } from "../../lib/ops-client/index.ts";
import { superuserUrl } from "./superuser-url.ts";

const Secrets = z.object({
  supabase_keys: z.object({ secret: z.string() }),
  worker_key: z.object({ key: z.string() }),
});

/** Writes the removal of an object into a running instance's outbox, and another one that is malformed, and sees what becomes of them. */
export async function checkOutbox(folder: string): Promise<void> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), "utf8"));
  const { supabase_keys, worker_key } = Secrets.parse(await read("secrets.json"));
  const { url } = z.object({ url: z.url() }).parse(await read("cli.json"));
  const { storage } = createClient(new URL(url).origin, supabase_keys.secret, { auth: { persistSession: false } });
  await storage.createBucket("outbox");
  await storage.from("outbox").upload("a/b.txt", "content");
  const there = async () => (await storage.from("outbox").exists("a/b.txt")).data;
  expect(await there()).toBe(true);

  const sql = postgres(await superuserUrl(folder), { max: 1 });
  await sql`
    select private.enqueue_action('object.remove', p, now())
    from (values ('{"bucket": "outbox", "path": "a/b.txt"}'::jsonb), ('{"bucket": "outbox"}'::jsonb)) as v (p)`;
  // The instance's workers tick as well; whoever comes first does it.
  await createOpsClient({ url, credential: () => worker_key.key }).maintenanceTick({});
  await expect.poll(there, { timeout: 30_000 }).toBe(false);
  const left = async () => [...(await sql`select payload, tries, error from private.outbox`)];
  const error = "This version does not know such an action";
  await expect.poll(left, { timeout: 30_000 }).toEqual([{ payload: { bucket: "outbox" }, tries: 1, error }]);
  await sql.end();
}
