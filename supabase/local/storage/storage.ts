import { Hono } from "hono";
import type { Tokens } from "../auth/tokens.ts";
import { type FaultName, NO_FAULTS } from "../faults.ts";
import { bucketRoutes } from "./bucket-routes.ts";
import { createStorageDatabase } from "./database.ts";
import { errorResponse, StorageError } from "./errors.ts";
import { Files } from "./files.ts";
import { readRoutes } from "./read-routes.ts";
import { writeRoutes } from "./write-routes.ts";

export interface StorageOptions {
  /** Role `supabase_storage_admin`. */
  databaseUrl: string;
  /** Folder of the objects' bytes; made when it is missing. */
  folder: string;
  tokens: Tokens;
  /** Largest object (bytes). */
  maxObjectBytes?: number;
  faults?: ReadonlySet<FaultName>;
}

export interface Storage {
  /** Serves a request below /storage/v1 whose Authorization header the gateway has filled in. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

const MAX_OBJECT_BYTES = 50 * 1024 * 1024;

/**
 * The storage API of a project: rows under row level security, bytes on disk. It is written anew because @supabase/lite's
 * takes no multipart uploads and signs nothing that storage-js understands.
 */
export function createStorage(options: StorageOptions): Storage {
  const { databaseUrl, folder, tokens, maxObjectBytes = MAX_OBJECT_BYTES, faults = NO_FAULTS } = options;
  const database = createStorageDatabase(databaseUrl);
  const service = { database, files: new Files(folder), tokens, maxObjectBytes, faults };
  const app = new Hono().basePath("/storage/v1");

  app.get("/status", (context) => context.body(null, 200));
  app.route("/bucket", bucketRoutes(service));
  app.route("/object", readRoutes(service));
  app.route("/object", writeRoutes(service));
  app.notFound((context) =>
    errorResponse(
      new StorageError(404, "NotFound", "Not Found", `Route ${context.req.method} ${context.req.path} not found`),
    ),
  );
  app.onError(errorResponse);

  return { fetch: async (request) => await app.fetch(request), close: database.close };
}
