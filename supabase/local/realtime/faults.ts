/** Deliberate faults: the conformance suite proves with them that it would notice. Never on otherwise. */
import type { Sql } from "postgres";
import { z } from "zod";
import type { FaultName } from "../faults.ts";
import type { Authorization } from "./authorization.ts";
import type { Broadcast } from "./broadcast.ts";
import { storedBroadcast } from "./stored-broadcast.ts";
import { ExpiredToken, type Tokens } from "./tokens.ts";

type Faults = ReadonlySet<FaultName>;
type Publish = (broadcast: Broadcast) => void;

/** Everybody may join everything. */
export function withAuthorizationFault(authorization: Authorization, faults: Faults): Authorization {
  if (!faults.has("join_without_authorization")) return authorization;
  const everything = async () => ({ broadcast: true, presence: true });
  return { read: everything, write: everything };
}

/** A token is good for ever. */
export function withTokenFault(tokens: Tokens, faults: Faults): Tokens {
  if (!faults.has("expired_token_accepted")) return tokens;
  const verify = async (token: string) => {
    const claims = await tokens.verify(token).catch((error: unknown) => {
      if (error instanceof ExpiredToken) return error.claims;
      throw error;
    });
    return { ...claims, exp: Math.floor(Date.now() / 1_000) + 86_400 };
  };
  return { ...tokens, verify };
}

const SHUFFLE_MS = 100;

/** Messages arrive twice, or newest first. */
export function withDeliveryFaults(publish: Publish, faults: Faults): Publish {
  const doubled: Publish = faults.has("message_doubled")
    ? (broadcast) => {
        publish(broadcast);
        publish(broadcast);
      }
    : publish;
  if (!faults.has("order_lost")) return doubled;
  let held: Broadcast[] = [];
  return (broadcast) => {
    held.push(broadcast);
    if (held.length > 1) return;
    setTimeout(() => {
      const late = held.reverse();
      held = [];
      for (const one of late) doubled(one);
    }, SHUFFLE_MS);
  };
}

const PREFIX = "_realtime.fault_broadcast_before_commit";
const Emitted = z.record(z.string(), z.string().nullable());

export interface EarlyBroadcast {
  install(): Promise<void>;
  remove(): Promise<void>;
  onEmitted(content: Buffer): void;
}

/**
 * Messages arrive when they are inserted, and even when that is rolled back. A trigger writes them as non-transactional
 * messages into the write-ahead log: the only thing that leaves a transaction before its commit.
 */
export function earlyBroadcast(sql: Sql, publish: Publish, faults: Faults): EarlyBroadcast | null {
  if (!faults.has("broadcast_before_commit")) return null;
  return {
    install: async () => {
      await sql.unsafe(`
        create or replace function _realtime.fault_broadcast_before_commit() returns trigger
        language plpgsql security definer set search_path = '' as $$
        begin
          if new.event is null then return new; end if;
          perform pg_catalog.pg_logical_emit_message(false, '${PREFIX}', (select pg_catalog.jsonb_object_agg(e.key, e.value)::text
            from pg_catalog.jsonb_each_text(pg_catalog.to_jsonb(new)) e), true);
          return new;
        end
        $$;
        create or replace trigger fault_broadcast_before_commit before insert on realtime.messages
          for each row execute function _realtime.fault_broadcast_before_commit();`);
    },
    remove: async () => {
      await sql.unsafe("drop function if exists _realtime.fault_broadcast_before_commit() cascade");
    },
    onEmitted: (content) => {
      const row = Emitted.safeParse(JSON.parse(content.toString()));
      const broadcast = row.success ? storedBroadcast(new Map(Object.entries(row.data))) : null;
      if (broadcast) publish(broadcast);
    },
  };
}
