import postgres, { type Sql, type TransactionSql } from "postgres";
import type { Caller } from "../auth/caller.ts";

/** The Storage service's access to its tables: as itself (the owner, past row level security) or as a caller. */
export interface StorageDatabase {
  sql: Sql;
  /** A transaction as the caller; policies see the claims and `storage.operation()`. */
  as<T>(caller: Caller, operation: string, work: (db: TransactionSql) => Promise<T>): Promise<T>;
  /** The same, undone: whether the caller might. Throws what the attempt throws. */
  attempt(caller: Caller, operation: string, work: (db: TransactionSql) => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

class Undo extends Error {}

/** `url` is that of role `supabase_storage_admin`. */
export function createStorageDatabase(url: string): StorageDatabase {
  const sql = postgres(url, { max: 4, connect_timeout: 5, idle_timeout: 60, onnotice: () => undefined });

  const as: StorageDatabase["as"] = async (caller, operation, work) => {
    const result = await sql.begin(async (db) => {
      await become(db, caller, operation);
      return { value: await work(db) };
    });
    return result.value;
  };

  return {
    sql,
    as,
    async attempt(caller, operation, work) {
      const undone = as(caller, operation, async (db) => {
        await work(db);
        throw new Undo();
      });
      await undone.catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error;
      });
    },
    close: () => sql.end({ timeout: 2 }),
  };
}

/** Takes on a caller for the rest of the transaction. */
export async function become(db: TransactionSql, { role, claims }: Caller, operation: string): Promise<void> {
  await db`
    select set_config('role', ${role}, true), set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('request.jwt.claim.role', ${role}, true), set_config('request.jwt.claim.sub', ${claims.sub ?? ""}, true),
      set_config('storage.operation', ${operation}, true), set_config('storage.allow_delete_query', 'true', true)`;
}
