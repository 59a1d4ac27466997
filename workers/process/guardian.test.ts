import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type GuardianLink, startGuardian } from "./guardian-link.ts";
import { monotonicMs } from "./monotonic.ts";
import { markerVariable } from "./process-table.ts";
import { findProcesses, killProcesses, stopProcesses } from "./process-tree.ts";

let guardian: GuardianLink;
let marker: string;
let folder: string;
let groups: Set<number>;
const scope = () => ({ marker, groups, since: undefined });

beforeEach(async () => {
  marker = randomBytes(24).toString("hex");
  folder = mkdtempSync(join(tmpdir(), "guardian-test-"));
  groups = new Set();
  guardian = await startGuardian();
});
afterEach(async () => {
  await guardian.close();
  await killProcesses(scope(), 5_000);
  rmSync(folder, { recursive: true, force: true });
});

/** A step's process: leader of its own session, with the marker unless told otherwise. Resolves once the script has said "ready". */
async function start(script: string, marked = true): Promise<ChildProcess> {
  const child = spawn("bash", ["-c", script], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env.PATH, ...(marked && { [markerVariable]: marker }) },
  });
  await once(child.stdout, "data");
  groups.add(child.pid ?? 0);
  return child;
}
const register = (leaseMs = 15_000) => guardian.register({ marker, folder, leaseMs, sentAt: monotonicMs() });
const admit = (child: ChildProcess) => guardian.addGroup(marker, child.pid ?? 0);
const allGone = () => vi.waitFor(() => expect(findProcesses(scope())).toEqual([]), { timeout: 5_000, interval: 20 });

const stubborn = {
  "a plain tree": "sleep 1000 & sleep 1000 & echo ready; wait",
  "a process that traps TERM": "trap '' TERM INT HUP; echo ready; while :; do sleep 0.1; done",
  "a child that called setsid": "setsid sleep 1000 & sleep 0.1; echo ready; wait",
  "a daemon: setsid and a double fork":
    "setsid bash -c '(setsid bash -c \"trap : TERM; sleep 1000\" &) &' & sleep 0.2; echo ready; sleep 1000",
  "a daemon whose starter has ended": "setsid bash -c '(sleep 1000 & echo ready) &'",
  "a child with a cleared environment in its own session": "setsid env -i sleep 1000 & sleep 0.1; echo ready; wait",
  "a tree that keeps forking": "f() { sleep 0.01; f & f2=$!; sleep 0.02; }; f & echo ready; wait",
};

it.each(Object.entries(stubborn))("when the worker's pipe closes, it kills %s, then ends", async (_, script) => {
  await register();
  expect(await admit(await start(script))).toBe(true);
  expect(findProcesses(scope())).not.toEqual([]);
  await guardian.close();
  expect(findProcesses(scope())).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

it("kills carriers of the marker although it was told of no group", async () => {
  await register();
  await start("sleep 1000 & echo ready; wait");
  groups.clear();
  await guardian.close();
  expect(findProcesses(scope())).toEqual([]);
});

it("kills an attempt whose lease was not renewed for two thirds of it, and says so", async () => {
  const expired = vi.fn();
  guardian.onExpired(marker, expired);
  const since = performance.now();
  await register(600);
  await admit(await start("trap '' TERM; setsid sleep 1000 & echo ready; wait"));
  await allGone();
  expect(performance.now() - since).toBeGreaterThan(395);
  await vi.waitFor(() => expect(expired).toHaveBeenCalledOnce(), { timeout: 5_000 });
  expect(await guardian.check(marker)).toBe(false);
});

it("counts from when the call was sent, not from when it learned of it", async () => {
  expect(await guardian.register({ marker, folder, leaseMs: 15_000, sentAt: monotonicMs() - 10_001 })).toBe(false);
});

it("lets a renewed attempt live, and does not bring an expired one back", async () => {
  const child = await start("echo ready; sleep 1000");
  await register(6_000);
  await admit(child);
  // For longer than it would live without.
  for (let beat = 0; beat < 22; beat++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    guardian.renew(marker, monotonicMs());
  }
  expect(await guardian.check(marker)).toBe(true);
  expect(child.exitCode ?? child.signalCode).toBeNull();
  await allGone();
  guardian.renew(marker, monotonicMs());
  expect(await guardian.check(marker)).toBe(false);
});

it("kills a group that a thawed worker reports after the attempt expired", async () => {
  await register(30);
  await vi.waitFor(async () => expect(await guardian.check(marker)).toBe(false), { timeout: 5_000 });
  // Without the marker, by which the guardian might find it before it can say that it is ready.
  const late = await start("echo ready; sleep 1000", false);
  expect(await admit(late)).toBe(false);
  await allGone();
});

it("leaves an attempt that has ended alone", async () => {
  await register();
  const child = await start("echo ready; sleep 1000");
  await admit(child);
  guardian.end(marker);
  await guardian.close();
  expect(findProcesses(scope())).toHaveLength(1);
});

it("ignores the signals that stop a worker", async () => {
  await register();
  await admit(await start("echo ready; sleep 1000"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(guardian.pid, signal);
  expect(await guardian.check(marker)).toBe(true);
});

it("lets the worker know when it dies", async () => {
  process.kill(guardian.pid, "SIGKILL");
  await guardian.died;
  await expect(guardian.check(marker)).rejects.toThrow("the guardian is gone");
});

it("a tree that honours SIGTERM is not killed, and is gone well within its grace", async () => {
  // A child that has not become its program yet would still have its parent's trap, and so not heed TERM.
  await start("trap 'exit 0' TERM; setsid sleep 1000 & sleep 0.3; echo ready; while :; do sleep 0.05; done");
  const killed = vi.fn();
  const since = performance.now();
  expect(await stopProcesses(scope(), 40_000, { killed })).toEqual([]);
  expect(performance.now() - since).toBeLessThan(30_000);
  expect(killed).not.toHaveBeenCalled();
});

it("a tree that ignores SIGTERM is killed after its grace", async () => {
  await start("trap '' TERM; echo ready; while :; do sleep 0.05; done");
  const phases = { terminated: vi.fn(), killed: vi.fn() };
  expect(await stopProcesses(scope(), 300, phases)).toEqual([]);
  expect(phases.terminated).toHaveBeenCalledOnce();
  expect(phases.killed).toHaveBeenCalledOnce();
  expect(findProcesses(scope())).toEqual([]);
});
