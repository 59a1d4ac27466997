import type { Credential } from "./authenticate.ts";

/** Writes one JSON line. Nothing that a caller sent may get in here: no payload, token or key. */
export function log(level: "info" | "error", fields: object): void {
  const line = JSON.stringify({ time: new Date().toISOString(), level, ...fields });
  if (level === "error") console.error(line);
  else console.log(line);
}

/** A caller by name; of an API key only the first digits of its hash, enough to tell keys apart. */
export function actorOf(credential: Credential): { kind: "user" | "api_key"; id: string } {
  return "user_id" in credential
    ? { kind: "user", id: credential.user_id }
    : { kind: "api_key", id: credential.key_hash.slice(0, 12) };
}

/** What may be told of an unexpected error: its kind and where it happened, but no message, since messages quote values. */
export function causeOf(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const at = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const fields: Record<string, string> = {
    kind: error.name,
    at: at
      .slice(0, 6)
      .map((line) => line.trim())
      .join(" | "),
  };
  for (const name of ["code", "constraint_name", "table_name", "routine"]) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === "string") fields[name] = value;
  }
  return fields;
}
