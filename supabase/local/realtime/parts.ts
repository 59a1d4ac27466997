import type { Sql } from "postgres";
import type { Authorization } from "./authorization.ts";
import type { PostgresChanges } from "./changes/feed.ts";
import type { Congestion } from "./congestion.ts";
import type { RealtimeLimits, RealtimeLog } from "./options.ts";
import type { Presence } from "./presence.ts";
import type { Tokens } from "./tokens.ts";
import type { Topics } from "./topics.ts";

/** What one service's connections and channels share. */
export interface RealtimeParts {
  limits: RealtimeLimits;
  log: RealtimeLog;
  sql: Sql;
  tokens: Tokens;
  authorization: Authorization;
  topics: Topics;
  presence: Presence;
  changes: PostgresChanges;
  congestion: Congestion;
  /** Whether committed broadcasts reach us: a client that was told "joined" misses nothing from then on. */
  whenReady(timeoutMs: number): Promise<boolean>;
}
