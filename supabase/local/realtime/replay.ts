import type { Sql } from "postgres";
import type { Broadcast } from "./broadcast.ts";
import { JoinError } from "./join-error.ts";
import type { Row } from "./replication/pgoutput.ts";
import { STORED_COLUMNS, storedBroadcast } from "./stored-broadcast.ts";

export interface ReplayRequest {
  /** Milliseconds since 1970. */
  since: number;
  limit: number;
}

const MAX_REPLAYED = 25;

/** The last stored messages of a private topic, oldest first, marked as replayed. Throws a JoinError. */
export async function readReplay(
  sql: Sql,
  topic: string,
  isPrivate: boolean,
  request: ReplayRequest,
): Promise<Broadcast[]> {
  if (!isPrivate) throw new JoinError("UnableToReplayMessages", "Replay is not allowed for public channels");
  const since = new Date(request.since);
  if (Number.isNaN(since.getTime())) throw new JoinError("UnableToReplayMessages", "Replay params are not valid");
  const limit = Math.min(Math.max(Math.trunc(request.limit), 1), MAX_REPLAYED);
  const records = await sql
    .unsafe<Record<string, string | null>[]>(
      `select ${STORED_COLUMNS} from realtime.messages m
       where m.topic = $1 and m.private and m.extension = 'broadcast'
         and m.inserted_at >= ($2::text::timestamptz at time zone 'UTC')
       order by m.inserted_at desc, m.tableoid desc, m.ctid desc limit $3::int`,
      [topic, since.toISOString(), limit],
      { prepare: true },
    )
    .catch((error: unknown) => {
      throw new JoinError("UnableToReplayMessages", error instanceof Error ? error.message : "Unknown error");
    });
  const rows: Row[] = records.map((record) => new Map(Object.entries(record)));
  return rows
    .reverse()
    .map(storedBroadcast)
    .flatMap((broadcast) => (broadcast?.meta ? [{ ...broadcast, meta: { ...broadcast.meta, replayed: true } }] : []));
}
