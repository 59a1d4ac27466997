import { randomBytes } from "node:crypto";
import { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { z } from "zod";
import type { RealtimeLog } from "../options.ts";
import { createFeedback } from "./feedback.ts";
import { createDecoder, type LogicalMessage } from "./pgoutput.ts";

export interface ReplicationOptions {
  /** Superuser or a role with REPLICATION. */
  databaseUrl: string;
  /** The slot is named so, with a random end. */
  slotPrefix: string;
  publications: string[];
  /** Also hands over what pg_logical_emit_message wrote. */
  withMessages?: boolean;
  /**
   * Called with every new slot, before its stream begins: a transaction with this snapshot sees exactly what the stream
   * will not tell.
   */
  onSlot?(snapshot: string): Promise<void>;
  /** Called in commit order. The stream waits for a promise. */
  onMessage(message: LogicalMessage): Promise<void> | undefined;
  log: RealtimeLog;
}

export interface ReplicationStream {
  /** Whether the stream runs, after waiting for it up to `timeoutMs`. */
  whenReady(timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

const CreatedSlot = z.tuple([z.object({ snapshot_name: z.string() })]);
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/** Follows committed changes through a temporary slot, and makes a new one whenever the connection is lost. */
export function startReplication(options: ReplicationOptions): ReplicationStream {
  const stop = new AbortController();
  let ready = Promise.withResolvers<void>();
  let isReady = false;

  const run = async () => {
    let retryMs = FIRST_RETRY_MS;
    while (!stop.signal.aborted) {
      try {
        await followOnce(options, stop.signal, () => {
          isReady = true;
          retryMs = FIRST_RETRY_MS;
          ready.resolve();
        });
      } catch (error) {
        if (!stop.signal.aborted) options.log.warn({ error: String(error) }, "replication stopped; starting again");
      }
      if (isReady) ready = Promise.withResolvers<void>();
      isReady = false;
      await delay(retryMs, undefined, { signal: stop.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  };
  const running = run();
  return {
    whenReady: async (timeoutMs) => {
      if (isReady) return true;
      const late = new AbortController();
      await Promise.race([
        ready.promise,
        delay(timeoutMs, undefined, { signal: late.signal, ref: false }).catch(() => undefined),
      ]);
      late.abort();
      return isReady;
    },
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

/** One slot and its stream, until it ends or `signal` ends it. */
async function followOnce(options: ReplicationOptions, signal: AbortSignal, onReady: () => void): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const sql = postgres(options.databaseUrl, {
    max: 1,
    // The replication protocol knows simple queries only.
    fetch_types: false,
    prepare: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    connection: { replication: "database", application_name: "realtime_replication" },
    onnotice: () => undefined,
    onclose: () => closed.resolve(),
  });
  const stopped = Promise.withResolvers<void>();
  const onAbort = () => stopped.resolve();
  signal.addEventListener("abort", onAbort);
  try {
    const slot = `${options.slotPrefix}_${randomBytes(6).toString("hex")}`;
    // This protocol knows its words in upper case only.
    const creation = sql.unsafe(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')`);
    // Making a slot waits for every transaction that is open: stopping must not wait for them too.
    const created = await Promise.race([creation, stopped.promise]);
    if (!created) return;
    const [{ snapshot_name }] = CreatedSlot.parse([...created]);
    await options.onSlot?.(snapshot_name);
    const stream = await startStream(sql, slot, options);
    if (signal.aborted) return;
    const ended = follow(stream, options);
    onReady();
    await Promise.race([ended, closed.promise, stopped.promise]);
    stream.end();
  } finally {
    signal.removeEventListener("abort", onAbort);
    await sql.end({ timeout: 0 }).catch(() => undefined);
  }
}

async function startStream(sql: postgres.Sql, slot: string, options: ReplicationOptions): Promise<Duplex> {
  const settings = [`proto_version '1'`, `publication_names '${options.publications.join(",")}'`];
  if (options.withMessages) settings.push(`messages 'true'`);
  const stream = await sql.unsafe(`START_REPLICATION SLOT ${slot} LOGICAL 0/0 (${settings.join(", ")})`).writable();
  // The driver types it as what COPY gives; replication goes both ways.
  if (!(stream instanceof Duplex)) throw new Error("the replication stream cannot be read");
  return stream;
}

/** Resolves when the stream is over, rejects with what broke it. */
function follow(stream: Duplex, options: ReplicationOptions): Promise<void> {
  const decode = createDecoder();
  const feedback = createFeedback(stream);
  const done = Promise.withResolvers<void>();
  stream.on("data", (chunk: Buffer) => {
    try {
      const data = feedback.received(chunk);
      if (!data) return;
      const message = decode(data);
      feedback.decoded(message);
      const pending = options.onMessage(message);
      if (!pending) return;
      stream.pause();
      feedback.pause();
      pending.then(
        () => {
          feedback.resume();
          stream.resume();
        },
        (error: unknown) => done.reject(error),
      );
    } catch (error) {
      done.reject(error);
    }
  });
  stream.on("error", done.reject);
  stream.once("end", done.resolve);
  stream.once("close", done.resolve);
  feedback.silent.catch(done.reject);
  return done.promise.finally(feedback.stop);
}
