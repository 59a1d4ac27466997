import type { Sql } from "postgres";
import type { RequestedChange } from "../channel/config.ts";
import type { Congestion } from "../congestion.ts";
import type { RealtimeLog } from "../options.ts";
import type { LogicalMessage, Relation, Row } from "../replication/pgoutput.ts";
import { type ReplicationStream, startReplication } from "../replication/stream.ts";
import type { Claims } from "../tokens.ts";
import { type Description, describeRelation } from "./catalog.ts";
import { type Change, deliverChange } from "./deliver.ts";
import { concerns, type Operation, type Subscriber, toWish, wishId } from "./subscriptions.ts";

/** Changes of the tables in the publication `supabase_realtime`, for whoever may see them. */
export interface PostgresChanges {
  /** The number under which a wish's changes are sent. */
  idOf(item: RequestedChange): number;
  /** Throws an error whose text is for the client. The subscription holds from when this resolves. */
  subscribe(
    items: RequestedChange[],
    claims: () => Claims,
    deliver: (change: string) => void,
  ): Promise<{ end(): void }>;
  close(): Promise<void>;
}

export interface PostgresChangesOptions {
  databaseUrl: string;
  sql: Sql;
  log: RealtimeLog;
  maxChangeBytes: number;
  congestion: Congestion;
}

const PUBLICATION = "supabase_realtime";
const READY_TIMEOUT_MS = 10_000;
const LINGER_MS = 10_000;

/** Reads the log only while somebody follows changes; a slot nobody reads would keep the log growing. */
export function createPostgresChanges(options: PostgresChangesOptions): PostgresChanges {
  const subscribers = new Set<Subscriber>();
  const descriptions = new WeakMap<Relation, Description>();
  let stream: ReplicationStream | null = null;
  let linger: NodeJS.Timeout | undefined;
  let committedAt = new Date();

  const process = async (operation: Operation, relation: Relation, row: Row | null, old: Row | null) => {
    try {
      const description = descriptions.get(relation) ?? (await describeRelation(options.sql, relation));
      descriptions.set(relation, description);
      const change: Change = { operation, relation, description, committedAt, row, old };
      await deliverChange(options, change, subscribers);
      await options.congestion.relief();
    } catch (error) {
      options.log.warn({ table: relation.table, error: String(error) }, "a change could not be sent");
    }
  };
  const onMessage = (message: LogicalMessage): Promise<void> | undefined => {
    if (message.kind === "begin") committedAt = message.committedAt;
    if (message.kind !== "insert" && message.kind !== "update" && message.kind !== "delete") return undefined;
    const { relation } = message;
    const operation = OPERATIONS[message.kind];
    const isWanted = [...subscribers].some(({ wishes }) => wishes.some((wish) => concerns(wish, relation, operation)));
    if (!isWanted) return undefined;
    if (message.kind === "insert") return process(operation, relation, message.row, null);
    if (message.kind === "delete") return process(operation, relation, null, message.old);
    const old = message.old ?? keyOf(relation, message.row);
    // A large value that did not change is not logged again: a whole old row still has it.
    return process(operation, relation, new Map([...old, ...message.row]), old);
  };
  const start = () => {
    clearTimeout(linger);
    stream ??= startReplication({
      databaseUrl: options.databaseUrl,
      slotPrefix: "supabase_realtime_replication_slot",
      publications: [PUBLICATION],
      log: options.log,
      onMessage,
    });
    return stream;
  };
  const stop = async () => {
    clearTimeout(linger);
    const former = stream;
    stream = null;
    await former?.close();
  };
  return {
    idOf: wishId,
    async subscribe(items, claims, deliver) {
      const wishes = await Promise.all(items.map((item) => toWish(options.sql, PUBLICATION, item)));
      const subscriber: Subscriber = { wishes, claims, deliver };
      subscribers.add(subscriber);
      const end = () => {
        subscribers.delete(subscriber);
        if (subscribers.size > 0) return;
        clearTimeout(linger);
        linger = setTimeout(() => void stop(), LINGER_MS).unref();
      };
      if (await start().whenReady(READY_TIMEOUT_MS)) return { end };
      end();
      throw new Error("Subscribing to PostgreSQL failed: the database did not answer in time");
    },
    async close() {
      subscribers.clear();
      await stop();
    },
  };
}

const OPERATIONS = { insert: "INSERT", update: "UPDATE", delete: "DELETE" } as const;

function keyOf(relation: Relation, row: Row): Row {
  return new Map([...row].filter(([name]) => relation.columns.some((column) => column.isKey && column.name === name)));
}
