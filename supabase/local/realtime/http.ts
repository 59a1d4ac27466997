import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import type { Broadcast } from "./broadcast.ts";
import { JoinError } from "./join-error.ts";
import type { RealtimeParts } from "./parts.ts";
import { type Claims, isApiKey } from "./tokens.ts";

const FlexibleBoolean = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const Batch = z.object({
  messages: z.array(
    z.object({
      topic: z.string().min(1),
      event: z.string().min(1),
      payload: z.record(z.string(), z.unknown()),
      private: FlexibleBoolean.default(false),
    }),
  ),
});

/** Broadcasts over HTTP: many at once, or one whose topic and event stand in the path. */
export function createBroadcastApi(parts: RealtimeParts): Hono<{ Variables: { claims: Claims } }> {
  const app = new Hono<{ Variables: { claims: Claims } }>().basePath("/realtime/v1/api");

  app.use("*", bodyLimit({ maxSize: parts.limits.maxFrameBytes }), async (context, next) => {
    const claims = await callerOf(parts, context).catch((error: unknown) => {
      if (error instanceof JoinError) return null;
      throw error;
    });
    if (!claims) return context.json({ message: "Unauthorized" }, 401);
    context.set("claims", claims);
    return next();
  });
  app.post("/broadcast", async (context) => {
    const batch = Batch.safeParse(await context.req.json().catch(() => null));
    if (!batch.success) return context.json({ errors: z.flattenError(batch.error).fieldErrors }, 422);
    const allowed = new Map<string, boolean>();
    for (const { topic, event, payload, private: isPrivate } of batch.data.messages) {
      if (isPrivate && !allowed.has(topic)) allowed.set(topic, await maySend(parts, topic, context.get("claims")));
      if (isPrivate && !allowed.get(topic)) continue;
      const bytes = Buffer.from(JSON.stringify(payload));
      if (bytes.length > parts.limits.maxBroadcastBytes) return context.json({ message: "Payload too large" }, 422);
      parts.topics.publish({ topic, event, isPrivate, payload: bytes, isJson: true, meta: null });
    }
    return context.body(null, 202);
  });
  app.post("/broadcast/:topic/events/:event", async (context) => {
    const { topic, event } = context.req.param();
    const type = context.req.header("content-type")?.split(";")[0]?.trim();
    if (type !== "application/json" && type !== "application/octet-stream") {
      return context.json({ message: "Unsupported Media Type" }, 415);
    }
    const isPrivate = context.req.query("private") === "true";
    if (isPrivate && !(await maySend(parts, topic, context.get("claims")))) {
      return context.json({ message: "Forbidden" }, 403);
    }
    const bytes = Buffer.from(await context.req.arrayBuffer());
    const isJson = type === "application/json";
    if (isJson && !isJsonText(bytes.toString())) return context.json({ message: "Invalid JSON" }, 422);
    if (bytes.length > parts.limits.maxBroadcastBytes) return context.json({ message: "Payload too large" }, 422);
    const broadcast: Broadcast = { topic, event, isPrivate, payload: bytes, isJson, meta: null };
    parts.topics.publish(broadcast);
    return context.body(null, 202);
  });
  return app;
}

async function callerOf(parts: RealtimeParts, context: Context): Promise<Claims | null> {
  const bearer = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const person = bearer === undefined || isApiKey(bearer) ? null : await parts.tokens.verify(bearer);
  const key = context.req.header("apikey") ?? context.req.query("apikey") ?? (person ? undefined : bearer);
  const project = key === undefined ? null : await parts.tokens.ofKey(key);
  return person ?? project;
}

async function maySend(parts: RealtimeParts, topic: string, claims: Claims): Promise<boolean> {
  return (await parts.authorization.write(topic, claims)).broadcast;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
