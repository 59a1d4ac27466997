import type { Caller } from "../auth/caller.ts";
import { become } from "./database.ts";
import { StorageError } from "./errors.ts";
import { type BucketRow, bucketOf, versionOf, writeObject } from "./objects.ts";
import type { StorageContext } from "./service.ts";
import { readUpload, type UploadBody } from "./upload-body.ts";

export interface UploadTarget {
  bucket: string;
  name: string;
  isUpsert: boolean;
  /** Whose object it becomes. */
  owner: Caller;
  /** On whose behalf the row is written; null when a signed URL has granted it. */
  caller: Caller | null;
}

const OPERATION = "storage.object.upload";
/** Who writes on the strength of a signed URL: the policies were asked when it was signed. */
const GRANTED: Caller = { role: "service_role", claims: { role: "service_role" } };

/** Takes in the body and writes file and row. Answers as storage-js expects. */
export async function upload(context: StorageContext, request: Request, target: UploadTarget) {
  const { database, files, maxObjectBytes } = context;
  const { bucket, name, isUpsert, owner } = target;
  const settings = await bucketOf(database.sql, bucket);
  const limit = Math.min(maxObjectBytes, Number(settings.file_size_limit ?? maxObjectBytes));
  const writer = target.caller ?? GRANTED;
  // Before a byte is taken in, the policies are asked.
  await askPermission(context, target, writer);
  const body = await readUpload(request, limit);
  checkType(settings, body);
  const file = await files.write(body.content, limit);
  try {
    const { id, replaced } = await database.sql.begin(async (db) => {
      const before = await versionOf(db, bucket, name);
      await become(db, writer, OPERATION);
      return { id: await writeObject(db, { ...body, bucket, name, owner, isUpsert, file }), replaced: before };
    });
    await files.remove(replaced);
    return { Key: `${bucket}/${name}`, Id: id };
  } catch (error) {
    await files.remove(file.version);
    throw error;
  }
}

/** Throws what the writing of the row would throw. */
export async function askPermission(
  { database }: StorageContext,
  { bucket, name, isUpsert, owner }: UploadTarget,
  writer: Caller,
): Promise<void> {
  const file = { version: "", size: 0, md5: "" };
  const nothing = { mimetype: "", cacheControl: "", userMetadata: null };
  const row = { ...nothing, bucket, name, owner, isUpsert, file };
  await database.attempt(writer, OPERATION, (db) => writeObject(db, row));
}

function checkType({ allowed_mime_types: allowed }: BucketRow, { mimetype }: UploadBody): void {
  if (allowed === null || allowed.length === 0) return;
  const type = mimetype.split(";")[0]?.trim() ?? "";
  const isAllowed = allowed.some((one) => one === type || (one.endsWith("/*") && type.startsWith(one.slice(0, -1))));
  if (!isAllowed) {
    throw new StorageError(415, "InvalidMimeType", "invalid_mime_type", `mime type ${type} is not supported`);
  }
}
