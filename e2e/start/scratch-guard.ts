/**
 * Removes a scratch instance when whoever made it is done or dead: waits for the end of standard input, which the kernel closes even after a
 * kill -9, stops the processes whose ids it was told there, and deletes the folder given as argument with what lies outside of it.
 */
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { clusterFor } from "../../supabase/local/postgres/cluster.ts";
import { processStartedAt } from "../../supabase/local/process/identity.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";

const [, , folder] = process.argv;
if (!folder) throw new Error("usage: scratch-guard <folder>");
// A Ctrl-C in the terminal is for those that it cleans up after.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

const told = new Map<number, string | null>();
for await (const line of createInterface({ input: process.stdin }))
  told.set(Number(line), await processStartedAt(Number(line)));

for (const [pid, startedAt] of told) {
  const isGone = async () => startedAt === null || (await processStartedAt(pid)) !== startedAt || null;
  if (await isGone()) continue;
  process.kill(pid, "SIGINT");
  await waitUntil(isGone, { timeoutMs: 60_000 });
}
// As root the data lies outside the folder.
for (const path of [(await clusterFor(folder)).folder, folder])
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
