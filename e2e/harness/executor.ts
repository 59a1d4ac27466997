import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { functionPart } from "../../supabase/local/functions-host.ts";
import { createGateway } from "../../supabase/local/gateway/gateway.ts";
import { freePort } from "../../supabase/local/process/free-port.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";

export interface Executor {
  /** What the SDK takes as its `url`: behind the gateway. */
  url: string;
  pid: number;
  /** Everything it has written so far, standard output and error together. */
  logs(): string;
  stop(): Promise<void>;
}

export interface ExecutorSettings {
  /** Role ops_executor's. */
  databaseUrl: string;
  /** Keys to verify access tokens with; fetched from `supabaseUrl` when absent. */
  jwks?: { keys: object[] };
  supabaseUrl?: string;
  /** Of the project; without it nothing above 256 KB can be attached. */
  publishableKey?: string;
  /** Of the project; without it nothing above 256 KB can be read by API key. */
  secretKey?: string;
}

const projectDir = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the real ops-executor on the real Deno, behind the gateway as everybody reaches it, and waits until it answers. */
export async function startExecutor({
  databaseUrl,
  jwks,
  supabaseUrl,
  publishableKey,
  secretKey,
}: ExecutorSettings): Promise<Executor> {
  const cacheDir = await mkdtemp(join(tmpdir(), "ops-executor-"));
  const port = await freePort();
  const { command, args, env, cwd } = functionPart({
    projectDir,
    name: "ops-executor",
    port,
    cacheDir,
    env: {
      OPS_DATABASE_URL: databaseUrl,
      SUPABASE_URL: supabaseUrl ?? "",
      SUPABASE_PUBLISHABLE_KEYS: publishableKey === undefined ? "" : JSON.stringify({ default: publishableKey }),
      SUPABASE_SECRET_KEYS: secretKey === undefined ? "" : JSON.stringify({ default: secretKey }),
      SUPABASE_JWKS: jwks === undefined ? "" : JSON.stringify(jwks),
    },
  });
  const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const gateway = createGateway([{ prefix: "/functions/v1", target: `http://127.0.0.1:${port}` }]);
  gateway.listen({ port: 0, host: "127.0.0.1" });
  await once(gateway, "listening");
  const stop = async () => {
    gateway.close();
    gateway.closeAllConnections();
    await end(child);
    await rm(cacheDir, { recursive: true, force: true });
  };
  const up = () => child.exitCode !== null || child.signalCode !== null || output.includes('"listening"');
  const started = await waitUntil(up, { timeoutMs: 60_000 });
  if (started === null || child.exitCode !== null || child.pid === undefined) {
    await stop();
    throw new Error(`ops-executor did not start:\n${output}`);
  }
  const { port: open } = z.object({ port: z.number() }).parse(gateway.address());
  return {
    url: `http://127.0.0.1:${open}/functions/v1/ops-executor`,
    pid: child.pid,
    logs: () => output,
    stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
