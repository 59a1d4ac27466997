/**
 * Deletes a throw-away cluster when its owner is done or dead: waits for the end of standard input, which the kernel
 * closes even after a kill -9 of the owner, then stops the server and removes the folder given as argument.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stopPostmaster } from "./postmaster.ts";

const folder = process.argv[2];
if (!folder) throw new Error("usage: throwaway-guard <folder>");
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.stdin.resume();
process.stdin.once("close", async () => {
  await stopPostmaster(join(folder, "data"), "immediate");
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});
