import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeKey, makeWorker, oneStep } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

let service: Service;
let home: string;
beforeAll(async () => {
  service = await openService();
  const scopes = ["runs.read", "runs.write", "sessions.write", "workers.write", "retention.write"] as const;
  const { key: api_key } = await makeKey(service.room, [...scopes]);
  home = await mkdtemp(join(tmpdir(), "ops-cli-"));
  await writeFile(join(home, "cli.json"), JSON.stringify({ url: service.executor.url, api_key }), { mode: 0o600 });
});
afterAll(async () => {
  await service?.close();
  await rm(home, { recursive: true, force: true });
});

/** One `ops` command; its JSON when it printed some. */
async function ops(...args: string[]): Promise<{ code: number | undefined; json: unknown; stderr: string }> {
  const env = { PATH: process.env.PATH, OPS_HOME: home };
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, ...args], {
    env,
    extendEnv: false,
    reject: false,
  });
  return { code: exitCode, json: stdout === "" ? undefined : JSON.parse(stdout), stderr };
}

it("lists workers, and drains, undrains and removes one by its name", async () => {
  const worker = makeWorker({ name: "builder-1", labels: ["gpu"] });
  await (await service.key(["runs.work"])).heartbeatRuns({ worker, leases: [] });
  expect((await ops("workers", "list")).json).toEqual([
    expect.objectContaining({ name: "builder-1", labels: ["gpu"], held: 0, run_ids: [], drain_requested_at: null }),
  ]);
  expect((await ops("workers", "drain", "builder-1")).json).toMatchObject({ drain_requested_at: expect.any(String) });
  expect((await ops("workers", "undrain", worker.id)).json).toMatchObject({ drain_requested_at: null });
  expect(await ops("workers", "drain", "builder-2")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("ops workers list"),
  });
  expect(await ops("workers", "remove", "builder-1")).toMatchObject({
    code: 6,
    stderr: expect.stringContaining("less than a minute ago"),
  });
  await service.room.sql`update public.workers set last_seen_at = now() - interval '1 hour'`;
  expect((await ops("workers", "remove", "builder-1")).code).toBe(0);
  expect((await ops("workers", "list")).json).toEqual([]);
});

it("shows and changes the retention, and verifies a log that was purged and goes on", async () => {
  expect((await ops("retention", "show")).json).toMatchObject({ keep_succeeded_days: 30, keep_failed_days: 90 });
  const changed = await ops("retention", "change", "--succeeded", "7", "--failed", "forever");
  expect(changed.json).toMatchObject({ keep_succeeded_days: 7, keep_failed_days: null });
  expect(await ops("retention", "change", "--failed", "soon")).toMatchObject({ code: 2 });
  expect(await ops("retention", "change")).toMatchObject({ code: 2 });

  const operator = await service.person("operator");
  const { id: session_id } = await operator.createSession({ name: "Purged" });
  const { run } = await operator.createRun({ session_id, steps: oneStep });
  await operator.cancelRun({ run_id: run.id });
  await service.room.sql`select private.purge_run_log(${run.id}, 'Ada')`;
  const purged = { entries: 3, purged_by: "Ada" };
  expect((await ops("runs", "verify", String(run.id))).json).toMatchObject({ ok: true, count: 3, purged });
  await operator.retryRun({ run_id: run.id });
  expect((await ops("runs", "verify", String(run.id))).json).toMatchObject({ ok: true, count: 4, purged });
});

it("cancels and retries all runs that meet a filter, and asks first", async () => {
  const operator = await service.person("operator");
  const { id } = await operator.createSession({ name: "bulk" });
  for (let n = 0; n < 3; n += 1) await operator.createRun({ session_id: id, steps: oneStep });
  const asked = await ops("runs", "cancel-all", "--session", "bulk");
  expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("3 runs meet the conditions")]);
  const done = await ops("runs", "cancel-all", "--session", "bulk", "--reason", "over", "--yes");
  expect(done.json).toMatchObject({ action: "cancel", status: "done", done: 3 });
  expect(done.stderr).toMatch(/^Bulk operation \d+ is running, 0 of 3: 0 done/);
  const again = await ops("runs", "retry-all", "--session", "bulk", "--yes");
  expect(again.json).toMatchObject({ action: "retry", status: "done", done: 3 });
});
