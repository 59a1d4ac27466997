import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { bearerOf } from "../auth/caller.ts";
import type { Tokens } from "../auth/tokens.ts";

/** The opaque API keys of one installation. */
export interface ApiKeys {
  publishable: string;
  secret: string;
}

/** New random keys in Supabase's form. */
export function newApiKeys(): ApiKeys {
  return { publishable: newKey("sb_publishable_"), secret: newKey("sb_secret_") };
}

function newKey(prefix: string): string {
  const body = prefix + randomBytes(17).toString("base64url").slice(0, 22);
  return `${body}_${createHash("sha256").update(body).digest("base64url").slice(0, 8)}`;
}

/** `anon` or `service_role` for one of the project's own keys, null for anything else. Constant time. */
export function roleOfKey(keys: ApiKeys, key: string): "anon" | "service_role" | null {
  if (same(key, keys.secret)) return "service_role";
  return same(key, keys.publishable) ? "anon" : null;
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Pages that Supabase's gateway serves without an API key. Storage decides by itself what is public. */
const OPEN_PATHS = [/^\/auth\/v1\/\.well-known\//, /^\/auth\/v1\/(verify|callback|authorize)$/, /^\/storage\/v1(\/|$)/];

/**
 * The gateway's rules for API keys. Returns the request as a service gets it (Authorization holds a JWT of this
 * project or of a user, never an opaque key), or the answer that refuses it. Nothing else of the request changes.
 */
export async function admit(request: Request, keys: ApiKeys, tokens: Tokens): Promise<Request | Response> {
  const url = new URL(request.url);
  const key = request.headers.get("apikey") ?? url.searchParams.get("apikey");
  const isOpen = OPEN_PATHS.some((path) => path.test(url.pathname));
  if (key === null && !isOpen) return refuse(MISSING);
  const bearer = bearerOf(request.headers);
  // Storage is also called with nothing but the key as a Bearer token.
  const presented = key ?? (bearer?.startsWith("sb_") ? bearer : null);
  const role = presented === null ? null : roleOfKey(keys, presented);
  if (presented !== null && role === null) return refuse(WRONG);
  if (role === "service_role" && isBrowser(request)) return refuse(SECRET_IN_BROWSER);

  const headers = new Headers(request.headers);
  if (role !== null && (bearer === null || bearer.startsWith("sb_"))) {
    headers.set("authorization", `Bearer ${await tokens.roleToken(role)}`);
  }
  url.searchParams.delete("apikey");
  return new Request(url, {
    method: request.method,
    headers,
    body: request.body,
    signal: request.signal,
    ...(request.body ? { duplex: "half" } : {}),
  });
}

const MISSING = {
  message: "No API key found in request",
  hint: "No `apikey` request header or url param was found.",
};
const WRONG = {
  message: "Invalid API key",
  hint: "Double check your Supabase `anon` or `service_role` API key.",
};
const SECRET_IN_BROWSER = {
  message: "Forbidden use of secret API key in browser",
  hint: "Secret API keys can only be used in a protected environment and should never be used in a browser. Delete this secret API key immediately.",
};

function isBrowser(request: Request): boolean {
  return /^Mozilla\//.test(request.headers.get("user-agent") ?? "");
}

function refuse(body: object): Response {
  return Response.json(body, { status: 401 });
}
