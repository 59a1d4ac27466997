import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import type { Schedule } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { connect } from "../harness/control-room.ts";
import { makeKey, makeWorker, oneStep } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const seeded = fileURLToPath(new URL("../../supabase/templates", import.meta.url));

let service: Service;
let ops: OpsClient;
let worker: OpsClient;
let key: string;
let home: string;
beforeAll(async () => {
  service = await openService();
  const scopes = ["runs.read", "runs.write", "lanes.write", "sessions.write", "templates.write"] as const;
  key = (await makeKey(service.room, [...scopes])).key;
  ops = service.client(key);
  worker = await service.key(["runs.work"]);
  await ops.publishTemplate({ slug: "quick", name: "Quick", steps: oneStep });
  home = await mkdtemp(join(tmpdir(), "ops-cli-"));
  // As `npm start` leaves it for the command line.
  await writeFile(join(home, "cli.json"), JSON.stringify({ url: service.executor.url, api_key: key }), { mode: 0o600 });
});
afterAll(async () => {
  await service?.close();
  await rm(home, { recursive: true, force: true });
});

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(
  args: string[],
  env: NodeJS.ProcessEnv = { OPS_HOME: home },
): { child: ChildProcess; done: Promise<Finished> } {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env.PATH, ...env } });
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const done = once(child, "close").then(([code]): Finished => ({ code, stdout: stdout(), stderr: stderr() }));
  return { child, done };
}

function gather(stream: Readable): () => string {
  let all = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    all += text;
  });
  return () => all;
}

const run = (args: string[], env?: NodeJS.ProcessEnv) => start(args, env).done;

async function runJson<Value>(...args: string[]): Promise<Value> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

/** Does one run's work as a worker would, to the given end. */
async function work(outcome: "succeeded" | "failed" | "cancelled"): Promise<void> {
  const claim = { claim_id: crypto.randomUUID(), worker: makeWorker({ name: "w1" }), limit: 1 };
  await expect.poll(async () => (await worker.claimRuns(claim)).runs.length, { timeout: 10_000 }).toBe(1);
  // The same claim again has the same answer.
  const lease = (await worker.claimRuns(claim)).runs[0]?.lease;
  if (lease === undefined) throw new Error("nothing was claimed");
  if (outcome === "cancelled") await ops.cancelRun({ run_id: lease.run_id });
  await worker.startRun({ lease });
  const at = { emitted_at: new Date().toISOString(), step: 0 };
  const exit_code = outcome === "succeeded" ? 0 : 3;
  await worker.appendEvents({
    lease,
    batch_no: 1,
    entries: [
      { kind: "step_started", ...at },
      { kind: "line", ...at, stream: "stdout", body: "\u001b[32mgreen\u001b[0m" },
      { kind: "line", ...at, stream: "stderr", body: "careful" },
      { kind: "step_finished", ...at, status: outcome, exit_code },
    ],
  });
  const failure = outcome === "failed" ? { failure_code: "step_failed" as const } : {};
  await worker.finishRun({ lease, last_batch_no: 1, outcome, ...failure });
}

describe("the ops command", () => {
  it("publishes the seeded templates, once", async () => {
    const files = ["host-health", "http-check", "log-storm", "release-drill"].map((slug) =>
      join(seeded, `${slug}.yaml`),
    );
    type Published = { slug: string; version: number; created: boolean }[];
    expect(await runJson<Published>("templates", "publish", ...files)).toMatchObject(
      files.map(() => ({ created: true })),
    );
    expect(await runJson<Published>("templates", "publish", ...files)).toMatchObject(
      files.map(() => ({ version: 1, created: false })),
    );
    const exported = await run(["templates", "export", "log-storm"]);
    expect(exported.stdout).toBe(readFileSync(join(seeded, "log-storm.yaml"), "utf8"));
    const listed = await runJson<{ slug: string }[]>("templates", "list");
    expect(listed.map(({ slug }) => slug)).toEqual([
      "host-health",
      "http-check",
      "log-storm",
      "quick",
      "release-drill",
    ]);
  });

  it("says what to do while there is no session, and uses the only one", async () => {
    const without = await run(["runs", "create", "log-storm"]);
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining("ops sessions create <name>") });
    const session = await runJson<{ id: number }>("sessions", "create", "Day");
    const created = await runJson<Run>("runs", "create", "log-storm", "-p", "seconds=2", "--lane", "B");
    expect(created).toMatchObject({ session_id: session.id, lane: "B", template: "log-storm", status: "queued" });
    expect(await runJson<Run>("runs", "cancel", String(created.id), "--reason", "changed my mind")).toMatchObject({
      status: "cancelled",
    });
    expect(await runJson<Run[]>("runs", "list", "--status", "cancelled")).toMatchObject([{ id: created.id }]);
  });

  it.each([
    ["succeeded", 0, "has succeeded"],
    ["failed", 1, "has failed"],
    ["cancelled", 130, "was cancelled"],
  ] as const)("tails a run that ends as %s with exit code %i", async (outcome, code, words) => {
    const { done } = start(["runs", "create", "quick", "--tail"]);
    await work(outcome);
    const finished = await done;
    expect(finished.code).toBe(code);
    expect(finished.stdout).toContain("   | green\n   ! careful\n");
    expect(finished.stdout).toMatch(/── 1.*\n/);
    expect(finished.stdout.trimEnd()).toMatch(new RegExp(`Run \\d+ ${words}$`));
    expect(finished.stderr).toMatch(/^Run \d+ \(Quick\) in lane A/);
  });

  it("stops tailing at Ctrl-C, says that the run goes on and how to cancel it", async () => {
    const created = await runJson<Run>("runs", "create", "quick");
    const { child, done } = start(["runs", "tail", String(created.id)]);
    await once(child.stdout ?? child, "data");
    child.kill("SIGINT");
    const { code, stderr } = await done;
    expect(code).toBe(130);
    expect(stderr).toContain(`Run ${created.id} goes on.`);
    expect(stderr).toContain(`ops runs cancel ${created.id}`);
    expect((await ops.getRun({ run_id: created.id })).run.status).toBe("queued");
    await ops.cancelRun({ run_id: created.id });
  });

  it("verifies a run's log, and finds the entry that was edited behind its back", async () => {
    const [last] = await runJson<Run[]>("runs", "list", "--status", "succeeded", "--limit", "1");
    const id = String(last?.id);
    expect(await runJson("runs", "verify", id)).toMatchObject({ ok: true, count: last?.last_seq });
    const superuser = connect(service.room.database.superUrl, 1);
    try {
      // As only someone with the whole server in his hands could.
      await superuser.begin(async (sql) => {
        await sql`set local session_replication_role = replica`;
        await sql`update public.run_events set body = 'nothing to see' where run_id = ${id} and kind = 'line' and stream = 'stderr'`;
      });
    } finally {
      await superuser.end();
    }
    const { code, stdout } = await run(["runs", "verify", id]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, seq: 6, reason: "hash_mismatch" });
  });

  it("creates many runs by their count or from a file, and says which line is wrong", async () => {
    const create = ["runs", "create", "quick", "--lane", "D"];
    const { run_ids: counted } = await runJson<{ run_ids: number[] }>(...create, "--count", "3");
    const file = join(home, "runs.ndjson");
    await writeFile(file, '{"title": "first", "priority": 2}\n\n{"title": "second"}\n');
    const { run_ids: listed } = await runJson<{ run_ids: number[] }>(...create, "--file", file);
    const made = await Promise.all([...counted, ...listed].map((run_id) => ops.cancelRun({ run_id })));
    const quick = { title: "Quick", priority: 0 };
    const expected = [quick, quick, quick, { title: "first", priority: 2 }, { title: "second", priority: 0 }];
    expect(made.map(({ run: { title, priority } }) => ({ title, priority }))).toEqual(expected);
    const { run_ids: urgent } = await runJson<{ run_ids: number[] }>(...create, "--file", file, "--priority", "-3");
    const ordered = await Promise.all(urgent.map((run_id) => ops.cancelRun({ run_id })));
    expect(ordered.map(({ run: { priority } }) => priority)).toEqual([2, -3]);
    await writeFile(file, '{"title": "first"}\n{"titel": "second"}\n');
    const { code, stderr } = await run([...create, "--file", file]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/Line 2 .*titel/)]);
  });

  it("gives a run its priority and how often it may fail", async () => {
    const order = ["--priority", "7", "--max-attempts", "4", "--in", "1h"];
    const made = await runJson<Run>("runs", "create", "quick", "--lane", "D", ...order);
    expect(made).toMatchObject({ priority: 7, max_attempts: 4 });
    await ops.cancelRun({ run_id: made.id });
    const wrong = await run(["runs", "create", "quick", "--priority", "high"]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("Write a whole number") });
  });

  it("pauses, lists and resumes a lane by name", async () => {
    expect(await runJson("lanes", "pause", "C", "--note", "maintenance")).toMatchObject({ pause_note: "maintenance" });
    const listed = await runJson<{ name: string; pause_note: string | null }[]>("lanes", "list");
    expect(listed.map(({ name, pause_note }) => [name, pause_note])).toContainEqual(["C", "maintenance"]);
    expect(await runJson("lanes", "resume", "C")).toMatchObject({ paused_at: null });
  });

  it("makes, shows, changes, pauses, resumes, runs and deletes a schedule", async () => {
    const wrong = await run(["schedules", "preview", "0 25 * * *"]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('"25" is no hour: 0 to 23') });
    const berlin = ["--zone", "Europe/Berlin"];
    expect(await runJson("schedules", "preview", "30 6 * * *", ...berlin)).toHaveLength(5);
    const made = ["--template", "quick", "--cron", "30 6 * * *", ...berlin, "--overlap", "skip"];
    const created = await runJson<Schedule>("schedules", "create", "nightly", ...made);
    expect(created).toMatchObject({ name: "nightly", overlap: "skip", catch_up: "one", lane: "A" });
    expect(await runJson<Schedule>("schedules", "update", "nightly", "--cron", "@hourly")).toMatchObject({
      ...{ id: created.id, cron: "@hourly", time_zone: "Europe/Berlin", overlap: "skip" },
    });
    expect(await runJson("schedules", "pause", "nightly", "--note", "holiday")).toMatchObject({ next_at: null });
    expect(await runJson("schedules", "resume", "nightly")).toMatchObject({ next_at: expect.any(String) });
    const shown = await runJson<Schedule & { occurrences: string[] }>("schedules", "show", "nightly");
    expect([shown.id, shown.occurrences.length]).toEqual([created.id, 5]);
    expect(Date.parse(shown.occurrences[0] ?? "")).toBe(Date.parse(shown.next_at ?? ""));
    const made_by = await runJson<Run>("schedules", "run-now", "nightly");
    expect(made_by).toMatchObject({ schedule_id: created.id, title: "nightly", status: "queued" });
    await ops.cancelRun({ run_id: made_by.id });
    expect(await runJson("schedules", "list")).toMatchObject([{ id: created.id, last_run_id: made_by.id }]);
    await runJson("schedules", "delete", "nightly");
    expect(await runJson("schedules", "list")).toEqual([]);
  });

  it("retries a run from its failed step", async () => {
    const [failed] = await runJson<Run[]>("runs", "list", "--status", "failed");
    const retried = await runJson<Run>("runs", "retry", String(failed?.id), "--from-failed-step");
    expect(retried).toMatchObject({ id: failed?.id, status: "queued" });
    await ops.cancelRun({ run_id: retried.id });
  });

  it.each([
    ["an unknown run", ["runs", "get", "999999"], 5, "Check the name or number"],
    ["a value of the wrong type", ["runs", "create", "log-storm", "-p", "seconds=soon"], 2, "seconds"],
    ["a parameter that does not exist", ["runs", "create", "log-storm", "-p", "secs=5"], 2, "secs"],
    ["an unknown template", ["runs", "create", "nope"], 5, "nope"],
    ["an unknown lane", ["lanes", "resume", "Z"], 2, "It has A, B, C, D"],
    ["a broken file", ["templates", "publish", main], 2, "main.ts"],
    ["no number", ["runs", "get", "x"], 2, "is not a run's number"],
    ["an unknown option", ["runs", "list", "--nonsense"], 2, "--nonsense"],
  ])("explains %s in one line, with the exit code of its kind", async (_, args, code, text) => {
    const finished = await run(args);
    expect(finished).toMatchObject({ code, stdout: "" });
    expect(finished.stderr).toContain(text);
    expect(finished.stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("names the service that it cannot reach, and what to do where none is set up", async () => {
    const away = await run(["runs", "list"], { OPS_URL: "http://127.0.0.1:9/x", OPS_API_KEY: key, OPS_HOME: home });
    expect(away).toMatchObject({ code: 7, stderr: expect.stringContaining("http://127.0.0.1:9/x") });
    expect(away.stderr).not.toContain(key);
    const nowhere = await run(["runs", "list"], { OPS_HOME: join(home, "nothing") });
    expect(nowhere).toMatchObject({ code: 7, stderr: expect.stringContaining("npm start") });
  });

  it("shapes lanes, moves queued runs between them, and says why one waits", async () => {
    const { id } = await ops.createSession({ name: "In order", lanes: [{ name: "A" }, { name: "B" }] });
    const session = ["--session", String(id)];
    expect(await runJson("lanes", "add", "C", "--capacity", "unlimited", ...session)).toMatchObject({ capacity: null });
    expect(await runJson("lanes", "capacity", "C", "2", ...session)).toMatchObject({ name: "C", capacity: 2 });
    expect(await runJson("lanes", "rename", "C", "Checks", ...session)).toMatchObject({ name: "Checks" });
    const names = ({ lanes }: { lanes: { name: string }[] }) => lanes.map((lane) => lane.name);
    type WithLanes = Parameters<typeof names>[0];
    expect(names(await runJson<WithLanes>("lanes", "move", "Checks", "1", ...session))).toEqual(["Checks", "A", "B"]);
    expect(names(await runJson<WithLanes>("lanes", "remove", "B", ...session))).toEqual(["Checks", "A"]);
    await runJson("lanes", "pause", "Checks", "--note", "hold", ...session);

    const [one, two] = [
      await ops.createRun({ session_id: id, lane: "A", steps: oneStep }),
      await ops.createRun({ session_id: id, lane: "A", steps: oneStep }),
    ].map(({ run: { id: number } }) => String(number)) as [string, string];
    expect(await runJson("runs", "move", one, "--lane", "Checks")).toMatchObject({ lane: "Checks" });
    expect(await runJson("runs", "move", two, "--before", one)).toMatchObject({ lane: "Checks" });
    expect(await runJson("runs", "priority", two, "3")).toMatchObject({ priority: 3 });
    expect(await runJson("runs", "explain", one)).toMatchObject({
      ...{ run_id: Number(one), status: "queued" },
      // Whether a worker is alive, too, depends on how long ago the tests before this one had theirs.
      causes: expect.arrayContaining([expect.objectContaining({ code: "lane_paused", lane: "Checks", note: "hold" })]),
    });
    expect(await run(["runs", "move", one])).toMatchObject({ code: 2, stderr: expect.stringContaining("Where to?") });
    for (const run_id of [one, two]) await ops.cancelRun({ run_id: Number(run_id) });
  });
});
