import { Hono } from "hono";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { type CommandName, commands, isCommandName } from "../_shared/contracts/commands.ts";
import { Uuid } from "../_shared/contracts/ids.ts";
import { nearNames } from "../_shared/contracts/near-names.ts";
import { version } from "../_shared/version.ts";
import { authenticate } from "./authenticate.ts";
import { limitBody, readJson } from "./body.ts";
import type { TokenKeys } from "./config.ts";
import { connections, type Database } from "./database.ts";
import { dispatch } from "./dispatch.ts";
import { gather } from "./gather.ts";
import type { ObjectStore } from "./object-store.ts";
import { answerError, type Env, identifyAndRecord } from "./record.ts";
import { Refusal } from "./refusal.ts";
import type { StorageAccess } from "./sign-upload.ts";

export interface Dependencies {
  database: Database;
  tokenKeys: TokenKeys;
  storage: StorageAccess | null;
  objects: ObjectStore | null;
  /** What is done after a command has succeeded and before its answer goes out. Must not reject. */
  afterwards?: Partial<Record<CommandName, () => Promise<void>>>;
}

const healthTimeoutMs = 2_000;

const allowBrowsers = cors({
  origin: "*",
  allowMethods: ["POST", "GET"],
  allowHeaders: ["authorization", "apikey", "content-type", "x-client-info", "x-request-id"],
  exposeHeaders: ["x-request-id", "retry-after"],
  maxAge: 3_600,
});

const checkRequestId = createMiddleware(async (context, next) => {
  const sent = context.req.header("x-request-id");
  if (sent !== undefined && !Uuid.safeParse(sent).success)
    throw new Refusal("invalid_input", "x-request-id must be a UUID");
  await next();
});

/** The HTTP interface: `POST /ops-executor/<command>` for every command of the registry, and `GET /ops-executor/healthz`. */
export function createApp({ database, tokenKeys, storage, objects, afterwards = {} }: Dependencies) {
  const root = new Hono<Env>();
  const platform = { database, gathered: gather(database, connections), storage, objects };
  const checkCaller = createMiddleware<Env>(async (context, next) => {
    context.set("credential", await authenticate(context.req.header("authorization"), tokenKeys));
    await next();
  });

  root.onError(answerError);
  root.notFound(() => {
    throw new Refusal("unknown_command", "Name a command: POST /ops-executor/<command>");
  });
  root.use(identifyAndRecord, allowBrowsers, checkRequestId);
  const app = root.basePath("/ops-executor");

  app.get("/healthz", async (context) => {
    const reachable = await database.isReachable(healthTimeoutMs);
    return context.json({ status: reachable ? "ok" : "unavailable", version }, reachable ? 200 : 503);
  });

  for (const name of Object.keys(commands).filter(isCommandName)) {
    app.post(`/${name}`, checkCaller, limitBody, async (context) => {
      const { credential, requestId } = context.var;
      const body = await readJson(context);
      const data = await dispatch(platform, { name, credential, requestId }, body);
      await afterwards[name]?.();
      return context.json({ data });
    });
  }

  app.all("/:name{.+}", (context) => {
    const name = context.req.param("name");
    if (isCommandName(name) || name === "healthz") {
      throw new Refusal("method_not_allowed", `${name} does not answer ${context.req.method}`);
    }
    const near = nearNames(name, Object.keys(commands));
    const hint = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
    throw new Refusal("unknown_command", `There is no command ${JSON.stringify(name.slice(0, 100))}${hint}`);
  });
  return root;
}
