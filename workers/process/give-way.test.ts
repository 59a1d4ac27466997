import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { expect, it } from "vitest";
import { giveWay } from "./give-way.ts";

it("a process that gives way has less of the processor, and is ended first when memory runs out", async () => {
  const child = spawn("sleep", ["1000"], { stdio: "ignore", detached: true });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  giveWay(pid);
  const nice = Math.min(getPriority() + 10, 19);
  expect(getPriority(pid)).toBe(nice);
  const oomOf = (who: number | "self") => Number(readFileSync(`/proc/${who}/oom_score_adj`, "utf8"));
  expect(oomOf(pid)).toBe(Math.min(oomOf("self") + 500, 1_000));
  const share = `/proc/${pid}/autogroup`;
  if (existsSync(share) && readFileSync(share, "utf8") !== "")
    await expect.poll(() => readFileSync(share, "utf8"), { timeout: 10_000 }).toContain(`nice ${nice}\n`);
  child.kill("SIGKILL");
});

it("giving way asks nothing of a process that is gone", async () => {
  const child = spawn("true", { stdio: "ignore", detached: true });
  await once(child, "exit");
  expect(() => giveWay(child.pid ?? 0)).not.toThrow();
});
