import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { FromGuardian, type ToGuardian } from "./guardian-protocol.ts";

export interface GuardedAttempt {
  marker: string;
  /** The attempt's folder, removed by the guardian when the worker died. */
  folder: string;
  leaseMs: number;
  /** `monotonicMs` of the moment when the call that gave the lease was sent. */
  sentAt: number;
}

/** The worker's side of the pipe. Its questions reject when the guardian is gone. */
export interface GuardianLink {
  readonly pid: number;
  /** Resolves when the guardian knows the attempt; false when its lease is over already. */
  register(attempt: GuardedAttempt): Promise<boolean>;
  /** Resolves when the guardian would kill this group; false when the attempt may not run any more. */
  addGroup(marker: string, group: number): Promise<boolean>;
  dropGroup(marker: string, group: number): void;
  /** Whether the attempt may still run. */
  check(marker: string): Promise<boolean>;
  renew(marker: string, sentAt: number): void;
  end(marker: string): void;
  /** Called with the marker when the guardian killed an attempt because its lease was not renewed in time. */
  onExpired(marker: string, listener: () => void): void;
  /** Resolves when the guardian has gone without being asked to. */
  readonly died: Promise<void>;
  /** Ends the guardian, which kills whatever is still registered. Resolves when it is gone. */
  close(): Promise<void>;
}

/** Starts a guardian in a session of its own. Rejects when it does not come up. */
export async function startGuardian(): Promise<GuardianLink> {
  // Only PATH: the worker's API key is no business of its children.
  const child = spawn(process.execPath, [fileURLToPath(new URL("./guardian.ts", import.meta.url))], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
    cwd: "/",
    env: { PATH: process.env.PATH },
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  child.stdin.on("error", () => undefined); // its exit says it
  const waiting = new Map<string, PromiseWithResolvers<boolean>[]>();
  const expiryListeners = new Map<string, () => void>();
  const lines = createInterface({ input: child.stdout });
  await Promise.race([
    once(lines, "line"),
    exited.then(() => {
      throw new Error("the guardian did not start");
    }),
  ]);
  lines.on("line", (line) => {
    const message = FromGuardian.parse(JSON.parse(line));
    if (message.type === "state") waiting.get(message.marker)?.shift()?.resolve(message.alive);
    if (message.type === "expired") expiryListeners.get(message.marker)?.();
  });

  let closing = false;
  let gone = false;
  void exited.then(() => {
    gone = true;
    for (const question of [...waiting.values()].flat()) question.reject(new Error("the guardian is gone"));
  });
  const tell = (message: ToGuardian) => void child.stdin.write(`${JSON.stringify(message)}\n`);
  const ask = (message: ToGuardian): Promise<boolean> => {
    const question = Promise.withResolvers<boolean>();
    if (gone) question.reject(new Error("the guardian is gone"));
    waiting.set(message.marker, [...(waiting.get(message.marker) ?? []), question]);
    tell(message);
    return question.promise;
  };
  return {
    pid: child.pid ?? 0,
    register: (attempt) => ask({ type: "attempt", ...attempt }),
    addGroup: (marker, group) => ask({ type: "group", marker, group }),
    dropGroup: (marker, group) => tell({ type: "group_gone", marker, group }),
    check: (marker) => ask({ type: "check", marker }),
    renew: (marker, sentAt) => tell({ type: "renew", marker, sentAt }),
    end(marker) {
      tell({ type: "ended", marker });
      for (const question of waiting.get(marker) ?? []) question.resolve(false);
      waiting.delete(marker);
      expiryListeners.delete(marker);
    },
    onExpired: (marker, listener) => void expiryListeners.set(marker, listener),
    died: exited.then(() => (closing ? new Promise<void>(() => undefined) : undefined)),
    async close() {
      closing = true;
      child.stdin.end();
      await exited;
    },
  };
}
