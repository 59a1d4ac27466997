import type { Sql } from "postgres";
import type { Broadcast } from "./broadcast.ts";
import type { Congestion } from "./congestion.ts";
import { CATCH_UP_WINDOW_MS, createDeliveredIds } from "./delivered-ids.ts";
import type { RealtimeLog } from "./options.ts";
import type { LogicalMessage, Row } from "./replication/pgoutput.ts";
import { type ReplicationStream, startReplication } from "./replication/stream.ts";
import { STORED_COLUMNS, storedBroadcast } from "./stored-broadcast.ts";

export interface BroadcastFeedOptions {
  databaseUrl: string;
  sql: Sql;
  log: RealtimeLog;
  maxBroadcastBytes: number;
  publish(broadcast: Broadcast): void;
  congestion: Congestion;
  /** Set by a fault only: takes over what pg_logical_emit_message wrote, and rows are left to it. */
  onEmitted?: ((content: Buffer) => void) | undefined;
}

const PARTITION = /^messages(_\d{4}_\d{2}_\d{2})?$/;

/**
 * Publishes what is inserted into realtime.messages, after commit and in commit order. When the connection was lost,
 * what was committed meanwhile is read from the table, in exactly the snapshot at which the new stream begins.
 */
export function startBroadcastFeed(options: BroadcastFeedOptions): ReplicationStream {
  const { sql, log, publish } = options;
  const delivered = createDeliveredIds();
  let committedAt: Date | null = null;

  const handle = (row: Row, time: Date) => {
    const broadcast = storedBroadcast(row);
    if (!broadcast?.meta) return log.warn({ id: row.get("id") }, "an incomplete row of realtime.messages was not sent");
    delivered.add(broadcast.meta.id, time);
    if (broadcast.payload.length <= options.maxBroadcastBytes) return publish(broadcast);
    log.warn({ topic: broadcast.topic, bytes: broadcast.payload.length }, "a broadcast was too large and was not sent");
  };

  const catchUp = async (snapshot: string): Promise<void> => {
    await sql.begin("isolation level repeatable read read only", async (tx) => {
      // The snapshot's name came from Postgres itself and is hexadecimal digits and dashes.
      await tx.unsafe(`set transaction snapshot '${snapshot.replaceAll("'", "")}'`);
      if (committedAt === null) {
        const [row] = await tx<{ now: Date }[]>`select now()`;
        committedAt = row?.now ?? new Date();
        return;
      }
      const from = new Date(committedAt.getTime() - CATCH_UP_WINDOW_MS).toISOString();
      const query = tx.unsafe<Record<string, string | null>[]>(
        `select ${STORED_COLUMNS} from realtime.messages where inserted_at >= ($1::text::timestamptz at time zone 'UTC')
         order by realtime.messages.inserted_at, tableoid, ctid`,
        [from],
      );
      for await (const rows of query.cursor(500)) {
        for (const record of rows) {
          const row: Row = new Map(Object.entries(record));
          if (delivered.has(row.get("id") ?? "")) continue;
          handle(row, committedAt);
          await options.congestion.relief();
        }
      }
    });
  };

  return startReplication({
    databaseUrl: options.databaseUrl,
    slotPrefix: "supabase_realtime_messages_replication_slot",
    publications: ["supabase_realtime_messages_publication"],
    withMessages: options.onEmitted !== undefined,
    log,
    onSlot: catchUp,
    onMessage: (message: LogicalMessage) => {
      if (message.kind === "begin") committedAt = message.committedAt;
      if (message.kind === "message") options.onEmitted?.(message.content);
      if (message.kind !== "insert" || options.onEmitted) return undefined;
      const { schema, table } = message.relation;
      if (schema === "realtime" && PARTITION.test(table)) handle(message.row, committedAt ?? new Date());
      return options.congestion.relief();
    },
  });
}
