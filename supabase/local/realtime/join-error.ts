/** A refusal that clients see as `<code>: <text>`, with the codes of Supabase's service. */
export class JoinError extends Error {
  readonly code: string;
  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }

  get reason(): string {
    return `${this.code}: ${this.message}`;
  }
}

/** What a client is told when the database could not answer; policies' own errors are for the log only. */
export function fromDatabase(error: unknown): JoinError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const text = error instanceof Error ? error.message : String(error);
  if (code === "57014") return new JoinError("QueryCanceled", "The query was canceled because it took too long");
  if (code === "53300") {
    return new JoinError("DatabaseLackOfConnections", "Database can't accept more connections, Realtime won't connect");
  }
  if (code === "23514" && text.includes("no partition of relation")) {
    return new JoinError("MissingPartition", "realtime.messages has no partition for today");
  }
  const unreachable = /^(ECONN|ETIMEDOUT|EPIPE|CONNECT|57P|08)/.test(code);
  return unreachable
    ? new JoinError("UnableToConnectToProject", "Realtime was unable to connect to the project database")
    : new JoinError("UnableToSetPolicies", "Realtime was unable to check the policies");
}
