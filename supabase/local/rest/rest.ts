import { App } from "@supabase/lite";
import { z } from "zod";
import { type Caller, callerOf } from "../auth/caller.ts";
import { TokenError, type Tokens } from "../auth/tokens.ts";
import { type FaultName, NO_FAULTS } from "../faults.ts";
import { createCatalog } from "./catalog.ts";
import { RestConnection } from "./connection.ts";
import { errorResponse, unavailable } from "./errors.ts";
import { exactFilters } from "./exact-filters.ts";
import { callerWithFaults, leakGrants, responseWithFaults } from "./faults.ts";

export interface RestOptions {
  /** Role `authenticator`. */
  databaseUrl: string;
  /** A role that sees every table in the catalog: `postgres`. */
  catalogUrl: string;
  tokens: Tokens;
  /** Exposed schemas, the first is the default. */
  schemas?: [string, ...string[]];
  /** Rows that one answer holds at most. */
  maxRows?: number;
  poolSize?: number;
  faults?: ReadonlySet<FaultName>;
}

export interface Rest {
  /** Serves a request below /rest/v1 whose Authorization header the gateway has filled in. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/** Errors that a schema known too long ago may cause: unknown table, function, relationship, column. */
const UNKNOWN_NAME = /^PGRST20[0-5]$/;
/** A catalog younger than this is not read again because of a name that it lacks (milliseconds). */
const CATALOG_MIN_AGE = 1_000;

/** The REST API of a project. */
export function createRest(options: RestOptions): Rest {
  const { databaseUrl, catalogUrl, tokens, maxRows = 1_000, poolSize = 10, faults = NO_FAULTS } = options;
  const schemas = options.schemas ?? ["public"];
  const catalog = createCatalog(catalogUrl, schemas[0]);
  const searchPath = [...schemas, "extensions"].map((name) => `"${name}"`).join(", ");
  const connection = new RestConnection({ url: databaseUrl, catalog, searchPath, poolSize });
  const app = new App({
    connection,
    api: { enabled: true, schemas, max_rows: maxRows },
    auth: { enabled: false },
    storage: { enabled: false },
  });

  const answer = async (request: Request, body: ArrayBuffer | null, caller: Caller) => {
    const headers = new Headers(request.headers);
    // The database sees the headers; it has no business with our keys.
    headers.delete("apikey");
    const { pathname } = new URL(request.url);
    const context = {
      caller,
      isAnonymous: caller.role === "anon",
      method: request.method,
      path: pathname.replace(/^\/rest\/v1/, ""),
      headers: Object.fromEntries(headers),
      json: body !== null && isJson(headers) ? new TextDecoder().decode(body) : "",
      relation: /^\/rest\/v1\/([^/]+)$/.exec(pathname)?.[1] ?? null,
    };
    // lite would verify it once more, with a shared secret.
    headers.delete("authorization");
    const inner = new Request(exactFilters(request.url), { method: request.method, headers, body });
    return await connection.request.run(context, async () => await app.fetch(inner));
  };

  const serve = async (request: Request) => {
    const caller = callerWithFaults(faults, await callerOf(request.headers, tokens));
    const body = request.body ? await request.arrayBuffer() : null;
    await leakGrants(faults, catalog, schemas[0]);
    await catalog.current();
    const response = await answer(request, body, caller);
    const isStale = UNKNOWN_NAME.test(await errorCode(response)) && catalog.forget(CATALOG_MIN_AGE);
    return isStale ? await answer(request, body, caller) : response;
  };

  return {
    fetch: async (request) => responseWithFaults(faults, await serve(request).catch(refusal)),
    async close() {
      await Promise.all([connection.close(), catalog.close()]);
    },
  };
}

function isJson(headers: Headers): boolean {
  return /^application\/json\b/.test(headers.get("content-type") ?? "application/json");
}

const ErrorBody = z.object({ code: z.string() });

async function errorCode(response: Response): Promise<string> {
  if (response.status !== 404 && response.status !== 400) return "";
  const body = ErrorBody.safeParse(
    await response
      .clone()
      .json()
      .catch(() => null),
  );
  return body.success ? body.data.code : "";
}

function refusal(error: unknown): Response {
  if (!(error instanceof TokenError)) return unavailable(error instanceof Error ? error.message : String(error));
  if (error.reason === "expired") {
    const challenge = { "www-authenticate": 'Bearer error="invalid_token", error_description="JWT expired"' };
    return errorResponse(401, { code: "PGRST303", message: "JWT expired" }, challenge);
  }
  const details = "None of the keys was able to decode the JWT";
  return errorResponse(401, { code: "PGRST301", message: "No suitable key or wrong key type", details });
}
