// The guardian: one small process beside each worker, which makes the lease reach the processes (see docs/architecture.md). It
// outlives the worker by the moment it takes to kill what the worker left behind, and imports as little as it can.
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expiryShare, type FromGuardian, ToGuardian } from "./guardian-protocol.ts";
import { monotonicMs } from "./monotonic.ts";
import { ticksNow } from "./process-table.ts";
import { killProcesses } from "./process-tree.ts";

interface Attempt {
  marker: string;
  groups: Set<number>;
  since: number | undefined;
  /** `monotonicMs` after which its processes may not live. */
  deadline: number;
  leaseMs: number;
  folder: string;
  /** Its processes were killed because of its deadline; nothing brings it back. */
  expired: boolean;
}

const attempts = new Map<string, Attempt>();
let timer: NodeJS.Timeout | undefined;

function tell(message: FromGuardian): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** One timer, for the deadline that comes first: an idle guardian does nothing at all. */
function schedule(): void {
  clearTimeout(timer);
  const deadlines = [...attempts.values()].filter(({ expired }) => !expired).map(({ deadline }) => deadline);
  if (deadlines.length === 0) return;
  timer = setTimeout(expire, Math.max(0, Math.min(...deadlines) - monotonicMs()));
}

function expire(): void {
  const now = monotonicMs();
  for (const attempt of attempts.values()) {
    if (attempt.expired || attempt.deadline > now) continue;
    attempt.expired = true;
    void killProcesses(attempt);
    tell({ type: "expired", marker: attempt.marker });
  }
  schedule();
}

function receive(message: ToGuardian): void {
  const { marker } = message;
  if (message.type === "attempt") {
    const { leaseMs, sentAt, folder } = message;
    const deadline = sentAt + leaseMs * expiryShare;
    attempts.set(marker, { marker, groups: new Set(), since: ticksNow(), deadline, leaseMs, folder, expired: false });
    schedule();
  }
  const attempt = attempts.get(marker);
  if (attempt === undefined) {
    if (message.type === "group" || message.type === "check") tell({ type: "state", marker, alive: false });
    return;
  }
  switch (message.type) {
    case "renew":
      attempt.deadline = Math.max(attempt.deadline, message.sentAt + attempt.leaseMs * expiryShare);
      schedule();
      return;
    case "group":
      attempt.groups.add(message.group);
      break;
    case "group_gone":
      attempt.groups.delete(message.group);
      return;
    case "ended":
      attempts.delete(marker);
      schedule();
      return;
  }
  // Whoever asks gets the state as of now, even when the timer is late.
  if (attempt.deadline <= monotonicMs()) expire();
  // A worker that was frozen between check and spawn comes too late with its group.
  if (attempt.expired) void killProcesses(attempt);
  tell({ type: "state", marker, alive: !attempt.expired });
}

/** The worker is gone: so must be everything it started. */
async function outlive(): Promise<never> {
  clearTimeout(timer);
  const left = [...attempts.values()];
  const killAll = () => Promise.all(left.map((attempt) => killProcesses(attempt)));
  await killAll();
  for (const { folder } of left) removeFolder(folder);
  if (left.length > 0) {
    // A child that the worker was just forking had neither group nor marker yet.
    await delay(250);
    await killAll();
  }
  process.exit(0);
}

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A step may have made it unremovable; a left-over folder harms nobody.
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
// Nobody reads the answers any more: the end of stdin says the same.
process.stdout.on("error", () => undefined);
const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
lines.on("line", (line) => receive(ToGuardian.parse(JSON.parse(line))));
lines.once("close", () => void outlive());
tell({ type: "ready" });
