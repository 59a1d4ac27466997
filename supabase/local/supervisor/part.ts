/** A long-running program that the supervisor starts, watches, restarts and stops. */
export interface Part {
  name: string;
  command: string;
  args: string[];
  /** The whole environment: nothing is inherited. Secrets travel here, never in `args`. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Run as this user (only root can). */
  uid?: number;
  gid?: number;
  /** Asked again and again after each start until it answers true. It must not throw. */
  isReady(): Promise<boolean>;
  /** Milliseconds until a part that is not ready counts as failed; 30 s by default. */
  readyTimeoutMs?: number;
  /** How it is asked to stop; SIGTERM by default. */
  stopSignal?: "SIGTERM" | "SIGINT" | "SIGQUIT";
  /** Milliseconds until one that does not stop is killed; 10 s by default. */
  stopTimeoutMs?: number;
}

/** True when a GET of this URL answers 2xx within two seconds. */
export async function answersHttp(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
  await response?.body?.cancel().catch(() => undefined);
  return response?.ok === true;
}
