/**
 * Load on the local Realtime: `node bench/realtime-load.ts [seconds] [messages a second]`.
 * 200 sockets on 50 topics in a process of their own; says what arrived, how late, and how memory went.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import {
  connectListeners,
  type LoadShape,
  messagesPerTopic,
  publishLoad,
} from "../e2e/platform/support/realtime-load.ts";
import { startThrowawayCluster } from "../supabase/local/postgres/throwaway.ts";
import { createRealtime } from "../supabase/local/realtime/service.ts";

const KEY = "sb_secret_bench";
const [, , seconds = "10", rate = "2000"] = process.argv;
const shape: LoadShape = { sockets: 200, topics: 50, rate: Number(rate), seconds: Number(seconds) };

if (process.env.LOAD_LISTENERS_URL) await listen(process.env.LOAD_LISTENERS_URL);
else await serve();

/** The listeners' process: reports once a second until it is told to stop. */
async function listen(url: string): Promise<void> {
  const listeners = await connectListeners(url, KEY, shape);
  const report = () => process.send?.({ received: listeners.received(), faults: listeners.faults().slice(0, 5) });
  report();
  const timer = setInterval(report, 500);
  await once(process, "message");
  clearInterval(timer);
  listeners.close();
  process.disconnect();
}

async function serve(): Promise<void> {
  const cluster = await startThrowawayCluster();
  const databaseUrl = cluster.urlFor("supabase_admin", "postgres");
  const realtime = createRealtime({
    databaseUrl,
    keys: { publishable: "sb_publishable_bench", secret: KEY },
    jwks: { keys: [] },
    log: { info: () => undefined, warn: (fields, message) => console.error(message, fields) },
  });
  const server = createServer().on("upgrade", (request, socket, head) => realtime.handleUpgrade(request, socket, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const sql = postgres(databaseUrl, { max: 8, onnotice: () => undefined });
  await realtime.whenReady(30_000);

  const child = fork(new URL(import.meta.url), process.argv.slice(2), {
    env: { ...process.env, LOAD_LISTENERS_URL: `http://127.0.0.1:${address.port}` },
  });
  let latest: { received: number; faults: string[] } = { received: 0, faults: [] };
  child.on("message", (report: typeof latest) => {
    latest = report;
  });
  await once(child, "message");
  const expected = messagesPerTopic(shape) * shape.sockets;
  const startedAt = performance.now();
  const elapsed = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
  const memory = setInterval(() => {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const [rssMb, heapMb] = [rss, heapUsed].map((bytes) => Math.round(bytes / 1_048_576));
    console.log(`${elapsed()} s: ${latest.received} of ${expected} received; rss ${rssMb} MB, heap ${heapMb} MB`);
  }, 1_000);
  await publishLoad(sql, shape);
  console.log(`everything was sent after ${elapsed()} s`);
  while (latest.received < expected && performance.now() - startedAt < (shape.seconds + 60) * 1_000) await delay(50);
  clearInterval(memory);
  console.log(
    `received ${latest.received} of ${expected} after ${elapsed()} s; faults: ${latest.faults.join("; ") || "none"}`,
  );
  process.exitCode = latest.received === expected && latest.faults.length === 0 ? 0 : 1;
  child.send("stop");
  await once(child, "exit");
  await realtime.close();
  await sql.end();
  server.close();
  await cluster.remove();
}
