import { randomUUID } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import type { Caller } from "../auth/caller.ts";
import { noSuchBucket } from "./errors.ts";
import type { StoredFile } from "./files.ts";
import type { UserMetadata } from "./upload-body.ts";

type Db = Sql | TransactionSql;

/** What Storage says of the bytes of an object. A type, because an interface is nothing that JSON takes. */
export type FileMetadata = {
  eTag: string;
  size: number;
  mimetype: string;
  cacheControl: string;
  lastModified: string;
  contentLength: number;
  httpStatusCode: number;
};

export interface ObjectRow {
  id: string;
  bucket_id: string;
  name: string;
  version: string;
  metadata: FileMetadata;
  user_metadata: UserMetadata | null;
  created_at: string;
  updated_at: string;
}

export interface BucketRow {
  id: string;
  public: boolean;
  file_size_limit: string | null;
  allowed_mime_types: string[] | null;
}

/** The bucket, whoever asks. Throws NoSuchBucket. */
export async function bucketOf(sql: Sql, id: string): Promise<BucketRow> {
  const [bucket] = await sql<BucketRow[]>`
    select id, public, file_size_limit::text, allowed_mime_types from storage.buckets where id = ${id}`;
  if (!bucket) throw noSuchBucket();
  return bucket;
}

/** The object as far as `db` may see it; null otherwise. */
export async function findObject(db: Db, bucket: string, name: string): Promise<ObjectRow | null> {
  const [found] = await db<{ row: ObjectRow }[]>`
    select to_jsonb(o) as row from storage.objects o where bucket_id = ${bucket} and name = ${name}`;
  return found?.row ?? null;
}

/** The version that an object has now, whoever asks; in a transaction it stays the one until the end. */
export async function versionOf(sql: Db, bucket: string, name: string): Promise<string | null> {
  const [row] = await sql<{ version: string | null }[]>`
    select version from storage.objects where bucket_id = ${bucket} and name = ${name} for update`;
  return row?.version ?? null;
}

export interface ObjectWrite {
  bucket: string;
  name: string;
  owner: Caller;
  isUpsert: boolean;
  file: StoredFile;
  mimetype: string;
  cacheControl: string;
  userMetadata: UserMetadata | null;
}

/** Writes the row of an object, as far as `db` may. Does not read it back: that would need another permission. Returns its id. */
export async function writeObject(db: TransactionSql, write: ObjectWrite): Promise<string> {
  const { bucket, name, owner, isUpsert, file, userMetadata } = write;
  const id = randomUUID();
  const ownerId = owner.claims.sub ?? null;
  const metadata = db.json(metadataOf(write));
  const user = userMetadata === null ? null : db.json(userMetadata);
  const conflict = isUpsert
    ? db`on conflict (bucket_id, name) do update set
        version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata,
        owner = excluded.owner, owner_id = excluded.owner_id`
    : db``;
  await db`
    insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
    values (${id}, ${bucket}, ${name}, ${isUuid(ownerId) ? ownerId : null}, ${ownerId}, ${file.version}, ${metadata}, ${user})
    ${conflict}`;
  return id;
}

function metadataOf({ file, mimetype, cacheControl }: ObjectWrite): FileMetadata {
  return {
    eTag: `"${file.md5}"`,
    size: file.size,
    mimetype,
    cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: file.size,
    httpStatusCode: 200,
  };
}

function isUuid(text: string | null): boolean {
  return text !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
