import { OpsError } from "../ops-client/errors.ts";

const EVENT = "ops-schema-gone";

/** Codes of PostgREST and Postgres for a table, column, function or schema that is not there. */
export function isSchemaError(code: string | null): boolean {
  return code !== null && /^(PGRST20[0-5]|PGRST106|42P01|42883|42703|3F000)$/.test(code);
}

/** Whether a command may have failed because the database is not the code's; it tells no more than that something is wrong inside. */
export function mayBeSchema(error: unknown): boolean {
  return error instanceof OpsError && error.code === "internal";
}

/** In a browser: says that the database may not be the code's. */
export function suspectSchema(): void {
  if (typeof window !== "undefined") window.dispatchEvent(new Event(EVENT));
}

/** Calls when somebody suspects so; returns how to stop listening. */
export function onSchemaSuspected(listener: () => void): () => void {
  window.addEventListener(EVENT, listener);
  return () => window.removeEventListener(EVENT, listener);
}
