import postgres from "postgres";
import { createGate } from "./gate.ts";
import { isClash, Refusal, refusalOf } from "./refusal.ts";

/** A parameter of an SQL function: text as Postgres reads it, or a parsed JSON value as jsonb. */
export type Argument = string | number | null | { jsonb: unknown };

export interface Database {
  /** Calls `private.<name>` and returns its JSON. Throws a `Refusal`, never anything else. */
  call(name: string, args: readonly Argument[]): Promise<unknown>;
  /** Whether the database answers within `withinMs`. */
  isReachable(withinMs: number): Promise<boolean>;
}

/** Connections of one isolate (design: behind a transaction pooler). */
export const connections = 2;
/** The database cancels statements before this (a setting of the role), so it passes only when the database no longer answers. */
const answerMs = 12_000;

function connect(url: string) {
  return postgres(url, {
    max: connections,
    // A transaction pooler gives each statement another server connection.
    prepare: false,
    fetch_types: false,
    connect_timeout: 3,
    idle_timeout: 30,
    max_lifetime: 1_800,
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, 0.5),
    connection: { application_name: "ops-executor" },
    onnotice: () => undefined,
  });
}

function after(ms: number): { promise: Promise<"late">; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  return { promise, stop: () => clearTimeout(timer) };
}

/**
 * Calls that go before all others: leases live by them, and they are few and short. In line with everybody's lines, the workers lost
 * their runs when these were more than the database could take.
 */
const urgent: ReadonlySet<string> = new Set(["heartbeat_runs"]);

/** Opens the database lazily: nothing connects before the first call, and every call heals what broke before it. */
export function openDatabase(url: string): Database {
  let sql = connect(url);
  const pass = createGate(connections, 200, 5_000);

  async function run(text: string, args: readonly Argument[], ms: number): Promise<unknown> {
    const used = sql;
    const values = args.map((arg) =>
      // The cast: what a contract has parsed is JSON.
      typeof arg === "object" && arg !== null ? used.json(arg.jsonb as postgres.JSONValue) : arg,
    );
    const late = after(ms);
    try {
      const answer = await Promise.race([used.unsafe<{ result: unknown }[]>(text, values), late.promise]);
      if (answer !== "late") return answer[0]?.result;
    } finally {
      late.stop();
    }
    // The connection hangs (a frozen server, a cut network): leave it and everything that waits on it.
    if (sql === used) sql = connect(url);
    used.end({ timeout: 0 }).catch(() => undefined);
    throw new Refusal("unavailable", "The database did not answer in time");
  }

  async function call(name: string, args: readonly Argument[]): Promise<unknown> {
    const text = `select private.${name}(${args.map((_, index) => `$${index + 1}`).join(", ")}) as result`;
    const attempt = () => pass(() => run(text, args, answerMs), urgent.has(name));
    try {
      return await attempt().catch((error) => (isClash(error) ? attempt() : Promise.reject(error)));
    } catch (error) {
      throw refusalOf(error);
    }
  }

  async function isReachable(withinMs: number): Promise<boolean> {
    try {
      const late = after(withinMs);
      const answer = pass(() => run("select 1 as result", [], answerMs));
      return (await Promise.race([answer, late.promise]).finally(late.stop)) === 1;
    } catch {
      return false;
    }
  }

  return { call, isReachable };
}
