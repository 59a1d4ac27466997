import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { carriesMarker, readFromPs, readProcessTable, ticksNow } from "./process-table.ts";

const started = (command: string, args: string[], env = {}) => {
  const child = spawn(command, args, { stdio: "ignore", env: { PATH: process.env.PATH, ...env } });
  return once(child, "spawn").then(() => child);
};

it("tells parent, group and session of a process, also one with spaces and brackets in its name", async () => {
  const child = await started("bash", ["-c", "exec -a ') Z (x' sleep 1000"]);
  const own = readProcessTable().find(({ pid }) => pid === process.pid);
  const entry = readProcessTable().find(({ pid }) => pid === child.pid);
  expect(entry).toMatchObject({ pid: child.pid, parent: process.pid, group: own?.group, session: own?.session });
  child.kill("SIGKILL");
});

it("what is forked after a moment is not older than it, and what was there is", async () => {
  const [first] = readProcessTable().filter(({ pid }) => pid === process.pid);
  const now = ticksNow() ?? 0;
  const child = await started("sleep", ["1000"]);
  const entry = readProcessTable().find(({ pid }) => pid === child.pid);
  expect(entry?.startedAt).toBeGreaterThanOrEqual(now);
  expect(first?.startedAt).toBeLessThan(now);
  child.kill("SIGKILL");
});

it("ps tells parent and group alike", async () => {
  const child = await started("sleep", ["1000"]);
  const both = [readProcessTable(), readFromPs()].map((table) => table.find(({ pid }) => pid === child.pid));
  expect(both[1]).toMatchObject({ parent: both[0]?.parent, group: both[0]?.group });
  child.kill("SIGKILL");
});

it("knows a whole marker from the beginning of another", async () => {
  const child = await started("sleep", ["1000"], { OPS_ATTEMPT_MARKER: "abcdef" });
  await expect.poll(() => carriesMarker(child.pid ?? 0, "abcdef")).toBe(true);
  expect(carriesMarker(child.pid ?? 0, "abc")).toBe(false);
  expect(carriesMarker(process.pid, "abcdef")).toBe(false);
  child.kill("SIGKILL");
});
