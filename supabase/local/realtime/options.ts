import type { JSONWebKeySet } from "jose";
import type { FaultName } from "../faults.ts";
import type { ApiKeys } from "../gateway/keys.ts";

/** Where the service writes what an operator of the platform should know; pino's loggers fit. */
export interface RealtimeLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface RealtimeLimits {
  /** One frame from a client; larger ones close the socket with 1009. */
  maxFrameBytes: number;
  channelsPerConnection: number;
  /** A larger broadcast is dropped with a log line. */
  maxBroadcastBytes: number;
  /** A larger changed row is cut to its fields of at most 64 bytes. */
  maxChangeBytes: number;
  /** What may wait for a client that reads too slowly, before it is dropped. */
  maxBufferedBytes: number;
  /** How long the answer to a refused join waits: clients that try again at once cost a transaction each time. */
  refusalDelayMs: number;
  /** Longest time between two checks of a channel's token. */
  tokenCheckMs: number;
  /** A socket on which nothing came for so long is closed; clients send a heartbeat every 25 s. */
  idleSocketMs: number;
  /** Calls of `track` within `presenceWindowMs` on one channel. */
  presenceCalls: number;
  presenceWindowMs: number;
}

export const DEFAULT_LIMITS: RealtimeLimits = {
  maxFrameBytes: 5_000_000,
  channelsPerConnection: 100,
  maxBroadcastBytes: 3_000_000,
  maxChangeBytes: 1_048_576,
  maxBufferedBytes: 8_000_000,
  refusalDelayMs: 1_000,
  tokenCheckMs: 300_000,
  idleSocketMs: 60_000,
  presenceCalls: 5,
  presenceWindowMs: 30_000,
};

export interface RealtimeOptions {
  /** The superuser's (`supabase_admin`): the service writes probes and reads the write-ahead log. */
  databaseUrl: string;
  keys: ApiKeys;
  /** Keys that people's tokens are signed with: public ones, or `oct` for a shared secret. */
  jwks: JSONWebKeySet | (() => Promise<JSONWebKeySet>);
  /** Deliberate faults (see faults.ts). */
  faults?: ReadonlySet<FaultName>;
  limits?: Partial<RealtimeLimits>;
  /** JSON lines on standard output when it is left out. */
  log?: RealtimeLog;
}
