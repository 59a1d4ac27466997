import { Hono } from "hono";
import { z } from "zod";
import { noSuchKey } from "./errors.ts";
import { checkName, objectOfPath } from "./names.ts";
import { findObject, type ObjectRow, versionOf, writeObject } from "./objects.ts";
import { readJson, requireCaller, type StorageContext } from "./service.ts";
import { readGrant, signedUrl, UPLOAD_SECONDS } from "./signed-urls.ts";
import { askPermission, upload } from "./upload.ts";

const Transfer = z.object({
  bucketId: z.string(),
  sourceKey: z.string(),
  destinationKey: z.string(),
  destinationBucket: z.string().optional(),
});
const Removal = z.object({ prefixes: z.array(z.string()).min(1).max(1_000) });
const OBJECT = "/storage/v1/object/";

/** What changes objects. More special paths come first. */
export function writeRoutes(service: StorageContext): Hono {
  const { database, files, tokens, faults } = service;
  const app = new Hono();
  const isUpsert = (request: Request) => request.headers.get("x-upsert") === "true";

  app.post("/upload/sign/*", async (context) => {
    const caller = await requireCaller(context, tokens);
    const { bucket, name } = objectOfPath(new URL(context.req.url).pathname, `${OBJECT}upload/sign/`);
    const target = { bucket, name, isUpsert: isUpsert(context.req.raw), owner: caller, caller };
    await askPermission(service, target, caller);
    const grant = {
      purpose: "upload",
      url: `${bucket}/${name}`,
      upsert: target.isUpsert,
      owner: caller.claims.sub,
    } as const;
    const url = await signedUrl(tokens, grant, UPLOAD_SECONDS);
    return context.json({ url, token: new URL(url, "http://x").searchParams.get("token") });
  });

  app.put("/upload/sign/*", async (context) => {
    const { bucket, name } = objectOfPath(new URL(context.req.url).pathname, `${OBJECT}upload/sign/`);
    const wanted = { purpose: "upload", url: `${bucket}/${name}` } as const;
    const grant = await readGrant(tokens, context.req.query("token"), wanted, faults);
    const owner = { role: "authenticated", claims: grant.owner ? { sub: grant.owner } : {} };
    const target = { bucket, name, isUpsert: grant.upsert ?? false, owner, caller: null };
    return context.json(await upload(service, context.req.raw, target));
  });

  app.post("/move", async (context) => {
    const caller = await requireCaller(context, tokens);
    const { bucketId, sourceKey, destinationKey, destinationBucket } = await readJson(context, Transfer);
    // The file is named by its version, so only the row moves.
    const { count } = await database.as(
      caller,
      "storage.object.move",
      (db) => db`
        update storage.objects set name = ${checkName(destinationKey)}, bucket_id = ${destinationBucket ?? bucketId}
        where bucket_id = ${bucketId} and name = ${sourceKey}`,
    );
    if (count === 0) throw noSuchKey();
    return context.json({ message: "Successfully moved" });
  });

  app.post("/copy", async (context) => {
    const caller = await requireCaller(context, tokens);
    const { bucketId, sourceKey, destinationKey, destinationBucket } = await readJson(context, Transfer);
    const source = await database.as(caller, "storage.object.copy", (db) => findObject(db, bucketId, sourceKey));
    if (!source) throw noSuchKey();
    const bucket = destinationBucket ?? bucketId;
    const name = checkName(destinationKey);
    const target = { bucket, name, isUpsert: isUpsert(context.req.raw), owner: caller };
    await askPermission(service, { ...target, caller }, caller);
    const before = await versionOf(database.sql, bucket, name);
    const version = await files.copy(source.version);
    const row = { ...target, ...contentOf(source, version) };
    const id = await database
      .as(caller, "storage.object.copy", (db) => writeObject(db, row))
      .catch(async (error: unknown) => {
        await files.remove(version);
        throw error;
      });
    await files.remove(before);
    return context.json({ Key: `${bucket}/${name}`, Id: id });
  });

  app.on(["POST", "PUT"], "/:bucket/*", async (context) => {
    const caller = await requireCaller(context, tokens);
    const { bucket, name } = objectOfPath(new URL(context.req.url).pathname, OBJECT);
    const replaces = context.req.method === "PUT" || isUpsert(context.req.raw);
    const target = { bucket, name, isUpsert: replaces, owner: caller, caller };
    return context.json(await upload(service, context.req.raw, target));
  });

  // Before the next one, whose star also stands for nothing.
  app.delete("/:bucket", async (context) => {
    const caller = await requireCaller(context, tokens);
    const { prefixes } = await readJson(context, Removal);
    return context.json(await remove(caller, context.req.param("bucket"), prefixes));
  });

  app.delete("/:bucket/*", async (context) => {
    const caller = await requireCaller(context, tokens);
    const { bucket, name } = objectOfPath(new URL(context.req.url).pathname, OBJECT);
    const removed = await remove(caller, bucket, [name]);
    if (removed.length === 0) throw noSuchKey();
    return context.json({ message: "Successfully deleted" });
  });

  async function remove(caller: Parameters<typeof database.as>[0], bucket: string, names: string[]) {
    const rows = await database.as(
      caller,
      "storage.object.delete_many",
      (db) => db<{ row: ObjectRow }[]>`
        delete from storage.objects o where bucket_id = ${bucket} and name = any (${names}) returning to_jsonb(o) as row`,
    );
    await files.remove(...rows.map(({ row }) => row.version));
    return rows.map(({ row }) => row);
  }

  return app;
}

function contentOf({ metadata, user_metadata }: ObjectRow, version: string) {
  const md5 = metadata.eTag.replaceAll('"', "");
  return {
    file: { version, size: metadata.size, md5 },
    mimetype: metadata.mimetype,
    cacheControl: metadata.cacheControl,
    userMetadata: user_metadata,
  };
}
