import { Hono } from "hono";
import type { TransactionSql } from "postgres";
import { z } from "zod";
import { invalidRequest, noSuchBucket } from "./errors.ts";
import { readJson, requireCaller, type StorageContext } from "./service.ts";

const Settings = z.object({
  public: z.boolean().optional(),
  file_size_limit: z.union([z.number().int().nonnegative(), z.string()]).nullish(),
  allowed_mime_types: z.array(z.string()).nullish(),
});
const NewBucket = Settings.extend({ id: z.string().optional(), name: z.string().min(1).max(100) });

/** Buckets, as far as the caller's role may: usually none but the secret key. */
export function bucketRoutes({ database, files, tokens }: StorageContext): Hono {
  const app = new Hono();

  app.post("/", async (context) => {
    const caller = await requireCaller(context, tokens);
    const body = await readJson(context, NewBucket);
    const id = body.id ?? body.name;
    if (!/^[\w!\-.*'() &$@=;:+,?]+$/.test(id) || id === "." || id === "..") throw invalidRequest("Bucket name invalid");
    await database.as(
      caller,
      "storage.bucket.create",
      (db) => db`
        insert into storage.buckets (id, name, owner_id, public, file_size_limit, allowed_mime_types)
        values (${id}, ${body.name}, ${caller.claims.sub ?? null}, ${body.public ?? false}, ${bytes(body.file_size_limit)},
          ${body.allowed_mime_types ?? null})`,
    );
    return context.json({ name: id });
  });

  app.get("/", async (context) => {
    const caller = await requireCaller(context, tokens);
    return context.json(await database.as(caller, "storage.bucket.list", (db) => buckets(db)));
  });

  app.get("/:id", async (context) => {
    const caller = await requireCaller(context, tokens);
    const [bucket] = await database.as(caller, "storage.bucket.get", (db) => buckets(db, context.req.param("id")));
    if (!bucket) throw noSuchBucket();
    return context.json(bucket);
  });

  app.put("/:id", async (context) => {
    const caller = await requireCaller(context, tokens);
    const body = await readJson(context, Settings);
    const { count } = await database.as(
      caller,
      "storage.bucket.update",
      (db) => db`
        update storage.buckets set updated_at = now(),
          public = coalesce(${body.public ?? null}, public),
          file_size_limit = ${body.file_size_limit === undefined ? db`file_size_limit` : bytes(body.file_size_limit)},
          allowed_mime_types = ${body.allowed_mime_types === undefined ? db`allowed_mime_types` : body.allowed_mime_types}
        where id = ${context.req.param("id")}`,
    );
    if (count === 0) throw noSuchBucket();
    return context.json({ message: "Successfully updated" });
  });

  app.post("/:id/empty", async (context) => {
    const caller = await requireCaller(context, tokens);
    const removed = await database.as(
      caller,
      "storage.bucket.empty",
      (db) => db<{ version: string }[]>`
        delete from storage.objects where bucket_id = ${context.req.param("id")} returning version`,
    );
    await files.remove(...removed.map(({ version }) => version));
    return context.json({ message: "Successfully emptied" });
  });

  app.delete("/:id", async (context) => {
    const caller = await requireCaller(context, tokens);
    const { count } = await database.as(
      caller,
      "storage.bucket.delete",
      (db) => db`delete from storage.buckets where id = ${context.req.param("id")}`,
    );
    if (count === 0) throw noSuchBucket();
    return context.json({ message: "Successfully deleted" });
  });

  return app;
}

async function buckets(db: TransactionSql, id: string | null = null): Promise<unknown[]> {
  const rows = await db<{ row: unknown }[]>`
    select jsonb_build_object('id', id, 'name', name, 'owner', coalesce(owner_id, ''), 'public', public,
      'file_size_limit', file_size_limit, 'allowed_mime_types', allowed_mime_types, 'created_at', created_at,
      'updated_at', updated_at, 'type', type) as row
    from storage.buckets where ${id}::text is null or id = ${id} order by id`;
  return rows.map(({ row }) => row);
}

/** A size in bytes, from a number or from text such as "20MB". */
function bytes(limit: number | string | null | undefined): number | null {
  if (limit === null || limit === undefined) return null;
  const [, amount, unit = ""] = /^(\d+)\s*(|B|KB|MB|GB)$/i.exec(String(limit)) ?? [];
  if (amount === undefined) throw invalidRequest("file_size_limit must be a number of bytes or a size such as 20MB");
  return Number(amount) * 1_024 ** ["", "KB", "MB", "GB"].indexOf(unit.toUpperCase().replace(/^B$/, ""));
}
