import postgres from "postgres";
import { TokenError } from "../auth/tokens.ts";

/** A refusal by the Storage service. It is answered with HTTP 400 whatever its own status, as hosted Storage does. */
export class StorageError extends Error {
  readonly status: number;
  readonly code: string;
  readonly error: string;

  constructor(status: number, code: string, error: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.error = error;
  }
}

export const noSuchKey = () => new StorageError(404, "NoSuchKey", "not_found", "Object not found");
export const noSuchBucket = () => new StorageError(404, "NoSuchBucket", "Bucket not found", "Bucket not found");
export const invalidKey = (name: string) => new StorageError(400, "InvalidKey", "InvalidKey", `Invalid key: ${name}`);
export const invalidJwt = (message: string) => new StorageError(400, "InvalidJWT", "InvalidJWT", message);
export const invalidRequest = (message: string) => new StorageError(400, "InvalidRequest", "Error", message);
export const denied = (message: string) => new StorageError(403, "AccessDenied", "Unauthorized", message);
export const tooLarge = () =>
  new StorageError(413, "EntityTooLarge", "Payload too large", "The object exceeded the maximum allowed size");

/** The answer for anything that was thrown. */
export function errorResponse(thrown: unknown): Response {
  const { status, code, error, message } = asStorageError(thrown);
  const http = status >= 500 ? status : 400;
  return Response.json({ statusCode: String(status), error, message, code }, { status: http });
}

function asStorageError(thrown: unknown): StorageError {
  if (thrown instanceof StorageError) return thrown;
  if (thrown instanceof TokenError) {
    const message = thrown.reason === "expired" ? '"exp" claim timestamp check failed' : thrown.message;
    return new StorageError(403, "InvalidJWT", "Unauthorized", message);
  }
  if (thrown instanceof postgres.PostgresError) {
    if (thrown.code === "42501") return denied(thrown.message.replace(/ for table .*$/, ""));
    if (thrown.code === "23505") {
      return new StorageError(409, "ResourceAlreadyExists", "Duplicate", "The resource already exists");
    }
    if (thrown.code === "23503") {
      return new StorageError(409, "ResourceInUse", "InvalidRequest", "The bucket you tried to delete is not empty");
    }
    if (thrown.code.startsWith("22")) return invalidRequest(thrown.message);
  }
  // Nobody is there any more to read this.
  if (thrown instanceof Error && thrown.message === "aborted") return invalidRequest("the upload broke off");
  console.error(thrown);
  return new StorageError(503, "DatabaseError", "Internal Server Error", "The database or the disk cannot be reached");
}
