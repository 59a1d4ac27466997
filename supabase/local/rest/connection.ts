import { AsyncLocalStorage } from "node:async_hooks";
import {
  type AnyAST,
  type ConnectionContextOptions,
  type IntrospectResult,
  RelationNotFoundError,
  type VarsContext,
} from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import type { Sql, TransactionSql } from "postgres";
import type { Caller } from "../auth/caller.ts";
import type { Catalog, RoleSettings } from "./catalog.ts";
import { databaseError } from "./errors.ts";
import { withExactValues } from "./exact-values.ts";
import { LOSSLESS_TYPES } from "./lossless.ts";
import { NotSingle, singleObject } from "./single-object.ts";

type Kysely = PostgresConnection["kysely"];

/** How long a request waits for a connection (milliseconds), as PostgREST's db-pool-acquisition-timeout. */
const ACQUIRE_TIMEOUT = 10_000;

class AcquireTimeout extends Error {
  readonly code = "CONNECT_TIMEOUT";
  override readonly message = "Timed out acquiring connection from connection pool.";
}

/** The request that is being served: what the database is told about it. */
export interface RequestContext {
  caller: Caller;
  isAnonymous: boolean;
  method: string;
  path: string;
  headers: Record<string, string>;
  relation: string | null;
  /** The body when it is JSON. */
  json: string;
}

export interface RestConnectionOptions {
  /** A role that may do nothing but become `anon`, `authenticated` or `service_role`. */
  url: string;
  catalog: Catalog;
  /** What functions find names in: the exposed schema first. */
  searchPath: string;
  poolSize: number;
}

/**
 * @supabase/lite's connection with its divergences from PostgREST corrected: it hands out no grants, replaces no function,
 * takes on the caller's role in every request, reads values without loss, and reports errors as PostgREST does.
 */
export class RestConnection extends PostgresConnection {
  readonly request = new AsyncLocalStorage<RequestContext>();
  readonly #catalog: Catalog;
  readonly #searchPath: string;
  /** The transaction of the request that is being served. */
  readonly #transaction = new AsyncLocalStorage<TransactionSql>();
  readonly #newPool: () => Sql;
  #pool: Sql;

  constructor({ url, catalog, searchPath, poolSize }: RestConnectionOptions) {
    const config = {
      url,
      postgresOptions: {
        max: poolSize,
        connect_timeout: 5,
        idle_timeout: 60,
        onnotice: () => undefined,
        types: LOSSLESS_TYPES,
      },
    };
    super(config);
    this.#newPool = () => new PostgresConnection(config).driver;
    this.#pool = this.#newPool();
    this.#catalog = catalog;
    this.#searchPath = searchPath;
    // As long as this is "unknown", lite grants everything on every schema to every caller.
    Object.assign(this, { rlsState: "active" });
    // Kysely reserves a connection, and a query on a reserved connection that the server has closed is never settled. One in
    // a transaction of the driver is refused; so that is what Kysely gets.
    const reserve = this.driver.reserve.bind(this.driver);
    Object.assign(this.driver, { reserve: async () => this.#reserved() ?? (await reserve()) });
  }

  override async introspect(): Promise<IntrospectResult> {
    return (await this.#catalog.current()).schema;
  }

  override async clearSchemaCache(): Promise<void> {
    this.#catalog.forget();
  }

  override async onPostgrestAST(ast: AnyAST): Promise<AnyAST> {
    const checked = await super.onPostgrestAST(ast);
    return withExactValues(checked, this.request.getStore()?.json ?? "", await this.introspect());
  }

  override normalizeDbError(error: unknown): unknown {
    // lite prints every error; where a table is unknown, nobody needs to know how it got there.
    if (error instanceof RelationNotFoundError) error.stack = error.message;
    return error;
  }

  override async withContext<T>(
    _vars: VarsContext | undefined,
    work: Parameters<PostgresConnection["withContext"]>[1],
    options?: ConnectionContextOptions,
  ): Promise<T> {
    const request = this.request.getStore();
    if (!request || options?.transaction || options?.forceRollback) {
      throw new Error("only requests of the REST API use this connection");
    }
    const { roles } = await this.#catalog.current();
    const settings = contextSettings(request, roles, this.#searchPath);
    try {
      return await this.#inTransaction(async (transaction) => {
        await transaction
          .selectNoFrom((eb) =>
            settings.map(([name, value], index) =>
              eb.fn("set_config", [eb.val(name), eb.val(value), eb.lit(true)]).as(`s${index}`),
            ),
          )
          .execute();
        const result: unknown = await work(transaction);
        const single = result instanceof Response ? await singleObject(result, request.headers.accept ?? "") : null;
        return (single ?? result) as T;
      });
    } catch (error) {
      const response = error instanceof NotSingle ? error.response() : databaseError(error, request);
      // The data routes, the only callers, answer with what this returns, a Response.
      if (response) return response as T;
      throw error;
    }
  }

  /** Runs `work` in a transaction of its own; a connection lost meanwhile rejects it. */
  async #inTransaction<T>(work: (connection: Kysely) => Promise<T>): Promise<T> {
    const box: { value?: T } = {};
    const pool = this.#pool;
    const acquired = Promise.withResolvers<void>();
    const timer = setTimeout(() => acquired.reject(new AcquireTimeout()), ACQUIRE_TIMEOUT);
    const transaction = pool.begin(async (sql) => {
      acquired.resolve();
      // Whoever waited for it has been told that it failed, so nothing may happen any more.
      await acquired.promise;
      box.value = await this.#transaction.run(sql, async () => await this.kysely.connection().execute(work));
    });
    try {
      await Promise.race([acquired.promise, transaction]);
      await transaction;
    } catch (error) {
      if (error instanceof AcquireTimeout) this.#replace(pool);
      throw error;
    } finally {
      clearTimeout(timer);
      // Only one of the two is awaited where it fails.
      transaction.catch(() => undefined);
    }
    return box.value as T;
  }

  /** A pool that gives out no connection is not asked again: the driver may lose one that the server closed at the wrong moment. */
  #replace(pool: Sql): void {
    if (this.#pool !== pool) return;
    this.#pool = this.#newPool();
    void pool.end().catch(() => undefined);
  }

  override async close(): Promise<void> {
    await Promise.all([super.close(), this.#pool.end({ timeout: 5 })]);
  }

  #reserved() {
    const sql = this.#transaction.getStore();
    return sql && { unsafe: sql.unsafe.bind(sql), release: () => undefined };
  }
}

/** What PostgREST sets in every transaction, in its order: `role` first, since it may be refused. */
function contextSettings(request: RequestContext, roles: RoleSettings, searchPath: string): [string, string][] {
  const { caller, method, path, headers } = request;
  const readOnly = method === "GET" || method === "HEAD";
  return [
    ["role", caller.role],
    ["search_path", searchPath],
    ["request.jwt.claims", JSON.stringify(caller.claims)],
    ["request.method", method],
    ["request.path", path],
    ["request.headers", JSON.stringify(headers)],
    ["request.cookies", "{}"],
    ["response.status", ""],
    ["response.headers", ""],
    ...(roles.get(caller.role) ?? []).map(([name, value]): [string, string] => [name, value]),
    // Last, as nothing can be set back from it.
    ...(readOnly ? ([["transaction_read_only", "on"]] satisfies [string, string][]) : []),
  ];
}
