import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InstanceBusyError, instanceOwner, lockInstance } from "./instance-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a lock is held until it is given back", async () => {
  const unlock = await lockInstance(folder);
  expect(await instanceOwner(folder)).toBe(process.pid);
  await expect(lockInstance(folder)).rejects.toThrow(InstanceBusyError);
  await unlock();
  expect(await instanceOwner(folder)).toBe(null);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["of a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, started_at: "x" })],
  ["whose pid another program has now", JSON.stringify({ pid: process.pid, started_at: "another time" })],
  ["that is half written", '{"pid":'],
])("a lock %s is taken over", async (_case, content) => {
  await writeFile(join(folder, "lock"), content);
  const unlock = await lockInstance(folder);
  expect(await instanceOwner(folder)).toBe(process.pid);
  await unlock();
  expect(await readdir(folder)).toEqual([]);
});
