import { AsyncLocalStorage } from "node:async_hooks";
import {
  type AnyAST,
  type ConnectionContextOptions,
  type IntrospectResult,
  RelationNotFoundError,
  type VarsContext,
} from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import type { Caller } from "../auth/caller.ts";
import type { Catalog, RoleSettings } from "./catalog.ts";
import { databaseError } from "./errors.ts";
import { withExactValues } from "./exact-values.ts";
import { LOSSLESS_TYPES } from "./lossless.ts";
import { NotSingle, singleObject } from "./single-object.ts";

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

  constructor({ url, catalog, searchPath, poolSize }: RestConnectionOptions) {
    super({
      url,
      postgresOptions: {
        max: poolSize,
        connect_timeout: 5,
        idle_timeout: 60,
        onnotice: () => undefined,
        types: LOSSLESS_TYPES,
      },
    });
    this.#catalog = catalog;
    this.#searchPath = searchPath;
    // As long as this is "unknown", lite grants everything on every schema to every caller.
    Object.assign(this, { rlsState: "active" });
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
      return await this.kysely.transaction().execute(async (transaction) => {
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
