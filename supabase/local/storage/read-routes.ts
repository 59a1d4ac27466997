import { type Context, Hono } from "hono";
import { z } from "zod";
import { objectResponse } from "./download.ts";
import { noSuchKey } from "./errors.ts";
import { ListRequest, listObjects } from "./list.ts";
import { objectOfPath } from "./names.ts";
import { bucketOf, findObject, type ObjectRow } from "./objects.ts";
import { readJson, requireCaller, type StorageContext } from "./service.ts";
import { readGrant, signedUrl } from "./signed-urls.ts";

const OBJECT = "/storage/v1/object/";
const MAX_SECONDS = 10 * 365 * 24 * 3_600;
const Sign = z.object({ expiresIn: z.number().int().min(1).max(MAX_SECONDS) });
const SignMany = Sign.extend({ paths: z.array(z.string()).min(1).max(1_000) });

/** What finds, reads and signs objects. More special paths come first. */
export function readRoutes(service: StorageContext): Hono {
  const { database, files, tokens, faults } = service;
  const app = new Hono();

  /** The object of the path as the caller sees it. */
  async function visibleObject(context: Context, prefix: string, operation: string): Promise<ObjectRow> {
    const caller = await requireCaller(context, tokens);
    const { bucket, name } = objectOfPath(new URL(context.req.url).pathname, prefix);
    const found = await database.as(caller, operation, (db) => findObject(db, bucket, name));
    if (!found) throw noSuchKey();
    return found;
  }

  async function publicObject(context: Context, prefix: string): Promise<ObjectRow> {
    const { bucket, name } = objectOfPath(new URL(context.req.url).pathname, prefix);
    const settings = await bucketOf(database.sql, bucket);
    const found = settings.public ? await findObject(database.sql, bucket, name) : null;
    if (!found) throw noSuchKey();
    return found;
  }

  app.post("/list/:bucket", async (context) => {
    const caller = await requireCaller(context, tokens);
    const request = await readJson(context, ListRequest);
    const bucket = context.req.param("bucket");
    return context.json(await database.as(caller, "storage.object.list", (db) => listObjects(db, bucket, request)));
  });

  app.get("/public/*", async (context) =>
    objectResponse(files, await publicObject(context, `${OBJECT}public/`), context.req.raw),
  );

  app.get("/info/public/*", async (context) =>
    context.json(infoOf(await publicObject(context, `${OBJECT}info/public/`))),
  );

  app.get("/info/*", async (context) => {
    const prefix = `${OBJECT}info/${context.req.path.startsWith(`${OBJECT}info/authenticated/`) ? "authenticated/" : ""}`;
    return context.json(infoOf(await visibleObject(context, prefix, "object.get_authenticated_info")));
  });

  app.get("/sign/*", async (context) => {
    const { bucket, name } = objectOfPath(new URL(context.req.url).pathname, `${OBJECT}sign/`);
    const wanted = { purpose: "download", url: `${bucket}/${name}` } as const;
    await readGrant(tokens, context.req.query("token"), wanted, faults);
    const found = await findObject(database.sql, bucket, name);
    if (!found) throw noSuchKey();
    return objectResponse(files, found, context.req.raw);
  });

  app.post("/sign/:bucket", async (context) => {
    const caller = await requireCaller(context, tokens);
    const bucket = context.req.param("bucket");
    const { paths, expiresIn } = await readJson(context, SignMany);
    const known = await database.as(
      caller,
      "storage.object.sign_many",
      (db) => db<{ name: string }[]>`
        select name from storage.objects where bucket_id = ${bucket} and name = any (${paths})`,
    );
    const visible = new Set(known.map(({ name }) => name));
    const answers = paths.map(async (path) => {
      const grant = { purpose: "download", url: `${bucket}/${path}` } as const;
      if (visible.has(path)) return { error: null, path, signedURL: await signedUrl(tokens, grant, expiresIn) };
      const error = "Either the object does not exist or you do not have access to it";
      return { error, path, signedURL: null };
    });
    return context.json(await Promise.all(answers));
  });

  app.post("/sign/:bucket/*", async (context) => {
    const { bucket_id, name } = await visibleObject(context, `${OBJECT}sign/`, "storage.object.sign");
    const { expiresIn } = await readJson(context, Sign);
    const signedURL = await signedUrl(tokens, { purpose: "download", url: `${bucket_id}/${name}` }, expiresIn);
    return context.json({ signedURL });
  });

  app.get("/:bucket/*", async (context) => {
    const prefix = context.req.param("bucket") === "authenticated" ? `${OBJECT}authenticated/` : OBJECT;
    return objectResponse(
      files,
      await visibleObject(context, prefix, "storage.object.get_authenticated"),
      context.req.raw,
    );
  });

  return app;
}

/** An object without its content. */
function infoOf({ id, name, version, bucket_id, metadata, user_metadata, created_at, updated_at }: ObjectRow) {
  return {
    id,
    name,
    version,
    bucket_id,
    size: metadata.size,
    content_type: metadata.mimetype,
    cache_control: metadata.cacheControl,
    etag: metadata.eTag,
    metadata: user_metadata ?? {},
    last_modified: metadata.lastModified,
    created_at,
    updated_at,
  };
}
