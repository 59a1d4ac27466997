import postgres, { type Sql, type TransactionSql } from "postgres";
import { fromDatabase, JoinError } from "./join-error.ts";
import type { RealtimeLog } from "./options.ts";
import type { Claims } from "./tokens.ts";

/** What a caller may do on a private topic. */
export interface Permissions {
  broadcast: boolean;
  presence: boolean;
}

export interface Authorization {
  /** Whether policies let these claims see messages of the topic. Throws a JoinError when that cannot be found out. */
  read(topic: string, claims: Claims, presence: boolean): Promise<Permissions>;
  /** Whether policies let these claims insert messages of the topic. */
  write(topic: string, claims: Claims): Promise<Permissions>;
}

const ROLLBACK = Symbol("rollback");
const INSUFFICIENT_PRIVILEGE = "42501";

/** Asks row level security itself: probe rows in a transaction that is rolled back. */
export function createAuthorization(sql: Sql, log: RealtimeLog): Authorization {
  return {
    read: (topic, claims, presence) =>
      asking(log, topic, () =>
        rolledBack(sql, async (tx) => {
          const extensions = presence ? ["broadcast", "presence"] : ["broadcast"];
          const probes = await tx<{ id: string; extension: string }[]>`
            insert into realtime.messages (topic, extension)
            select ${topic}, unnest(${extensions}::text[]) returning id, extension`;
          await become(tx, claims, topic);
          const visible = await tx<{ id: string }[]>`
            select id from realtime.messages where id = any(${probes.map(({ id }) => id)}::uuid[])`;
          const ids = new Set(visible.map(({ id }) => id));
          const sees = (extension: string) =>
            probes.some((probe) => probe.extension === extension && ids.has(probe.id));
          return { broadcast: sees("broadcast"), presence: sees("presence") };
        }),
      ),
    write: (topic, claims) =>
      asking(log, topic, () =>
        rolledBack(sql, async (tx) => {
          await become(tx, claims, topic);
          const broadcast = await mayInsert(tx, topic, "broadcast");
          return { broadcast, presence: await mayInsert(tx, topic, "presence") };
        }),
      ),
  };
}

/**
 * Makes the rest of the transaction run as the token's owner. Only roles that the API may take: a token can be signed
 * by whoever holds the project's key, but no token makes a superuser.
 */
export async function become(tx: TransactionSql, claims: Claims, topic: string): Promise<void> {
  const settings = await tx`
    select set_config('realtime.topic', ${topic}, true),
      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('request.jwt.claim.sub', ${claims.sub ?? ""}, true),
      set_config('request.jwt.claim.role', ${claims.role}, true),
      set_config('request.headers', '{}', true),
      set_config('role', r.rolname, true)
    from pg_catalog.pg_roles r
    where r.rolname = ${claims.role} and pg_catalog.pg_has_role('authenticator', r.oid, 'member')`;
  if (settings.length === 0) throw new JoinError("Unauthorized", `The role ${claims.role} may not use the API`);
}

/** Runs the work in a transaction that leaves nothing, and returns what it found. */
export async function rolledBack<T>(sql: Sql, work: (tx: TransactionSql) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  try {
    await sql.begin(async (tx) => {
      await tx`set local statement_timeout = '5s'`;
      result = { value: await work(tx) };
      throw ROLLBACK;
    });
  } catch (error) {
    if (error !== ROLLBACK) throw error;
  }
  if (!result) throw new Error("the transaction ended without a result");
  return result.value;
}

async function mayInsert(tx: TransactionSql, topic: string, extension: string): Promise<boolean> {
  try {
    await tx.savepoint(
      (inner) => inner`insert into realtime.messages (topic, extension) values (${topic}, ${extension})`,
    );
    return true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === INSUFFICIENT_PRIVILEGE) return false;
    throw error;
  }
}

async function asking(log: RealtimeLog, topic: string, ask: () => Promise<Permissions>): Promise<Permissions> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof JoinError) throw error;
    const known = fromDatabase(error);
    if (known.code !== "UnableToSetPolicies") throw known;
    // A policy that fails grants nothing, and its error is nothing a stranger should read.
    log.warn({ topic, error: String(error) }, "RlsPolicyError: a policy on realtime.messages failed");
    return { broadcast: false, presence: false };
  }
}
