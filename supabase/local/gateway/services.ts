import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import type { Tokens } from "../auth/tokens.ts";
import { type ApiKeys, admit } from "./keys.ts";

/** A service inside the gateway's process. It gets whole addresses (with its prefix) of requests that the key rules admit. */
export interface Service {
  fetch(request: Request): Promise<Response>;
}

export interface ServicesOptions {
  keys: ApiKeys;
  tokens: Tokens;
  /** By prefix: `/rest/v1`, `/auth/v1`, `/storage/v1`. */
  services: Readonly<Record<string, Service>>;
}

/** Bodies of requests (bytes). Storage has limits of its own and streams what it gets. */
const BODY_LIMIT = 10 * 1024 * 1024;
const STREAMING_PREFIX = "/storage/v1";

/** What browsers may read of an answer besides the usual, as PostgREST, Storage and Auth say. */
const EXPOSED_HEADERS = [
  "Content-Encoding",
  "Content-Location",
  "Content-Range",
  "Content-Type",
  "Date",
  "ETag",
  "Location",
  "Preference-Applied",
  "Range-Unit",
  "Server",
  "Transfer-Encoding",
  // auth-js finds an error's code by it.
  "X-Supabase-Api-Version",
];

/** The services behind the rules of Supabase's gateway: CORS, body limit, API keys. */
export function createServices({ keys, tokens, services }: ServicesOptions): Service {
  const app = new Hono();
  app.use(
    cors({
      origin: "*",
      allowMethods: ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "OPTIONS"],
      exposeHeaders: EXPOSED_HEADERS,
      maxAge: 3_600,
    }),
  );
  for (const [prefix, service] of Object.entries(services)) {
    const path = `${prefix}/*`;
    if (prefix !== STREAMING_PREFIX) {
      const onError = () => Response.json({ message: "Request body too large" }, { status: 413 });
      app.use(path, bodyLimit({ maxSize: BODY_LIMIT, onError }));
    }
    app.all(path, async (context) => {
      const admitted = await admit(context.req.raw, keys, tokens);
      return admitted instanceof Response ? admitted : await service.fetch(admitted);
    });
  }
  app.notFound((context) => context.json({ message: "no Route matched with those values" }, 404));
  app.onError((error, context) => {
    console.error(error);
    return context.json({ message: "An unexpected error occurred" }, 500);
  });
  return { fetch: async (request) => await app.fetch(request) };
}
