import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { processStartedAt } from "../../supabase/local/process/identity.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import { ScratchInstance, type Started } from "./instance.ts";
import { listeningAddresses } from "./listeners.ts";
import { checkOutbox } from "./outbox-check.ts";

const PARTS = ["gateway", "ops-executor", "postgres", "runboard", "worker-1", "worker-2"];
const Run = z.object({ id: z.number(), status: z.string() });
const Runs = z.object({ runs: z.array(Run) }).or(z.array(Run).transform((runs) => ({ runs })));

let instance: ScratchInstance;
let running: Started;
beforeAll(async () => {
  instance = await ScratchInstance.create();
  running = instance.start();
  await running.url;
});
afterAll(() => instance.remove());

const isAlive = async (pid: number) => (await processStartedAt(pid)) !== null;
const runIds = async () => Runs.parse(await instance.ops("runs", "list", "--json")).runs.map((run) => run.id);
const statusOf = async (id: number) => Run.parse(await instance.ops("runs", "get", String(id), "--json")).status;
const createRun = async () => Run.parse(await instance.ops("runs", "create", "host-health", "--json")).id;

async function allGone(pids: number[]): Promise<boolean> {
  return (
    (await waitUntil(async () => !(await Promise.all(pids.map(isAlive))).includes(true), { timeoutMs: 15_000 })) ===
    true
  );
}

describe("a running instance", () => {
  it("answers at the URL it printed and runs what the printed command starts", async () => {
    const page = await fetch(await running.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Set up the first operator");
    expect(Object.keys(await instance.pids()).sort()).toEqual(PARTS);
    const run = await createRun();
    expect(await runIds()).toContain(run);
  });

  it.runIf(process.platform === "linux")("listens on loopback only", async () => {
    const addresses = await listeningAddresses([running.child.pid ?? 0, ...Object.values(await instance.pids())]);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    expect(addresses.filter((address) => !address.startsWith("0100007F:"))).toEqual([]);
  });

  it("keeps its keys in files that only its owner may read, and out of every argument list", async () => {
    for (const name of ["secrets.json", "cli.json"]) {
      expect((await stat(join(instance.folder, name))).mode & 0o777).toBe(0o600);
    }
    const secrets = await readFile(join(instance.folder, "secrets.json"), "utf8");
    const values = [...secrets.matchAll(/"(?:key|d|executor_password|postgres|supabase_admin)": "([^"]+)"/g)].map(
      (match) => match[1] ?? "",
    );
    expect(values.length).toBeGreaterThanOrEqual(5);
    for (const pid of Object.values(await instance.pids())) {
      const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      expect(values.filter((value) => line.includes(value))).toEqual([]);
    }
  });

  it("removes an object from Storage after a tick once its removal stands in the outbox, and keeps what it does not know", async () => {
    await checkOutbox(instance.folder);
  });

  it("refuses a second start and goes on", async () => {
    const second = instance.start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`already running as process ${running.child.pid}`);
    expect(await runIds()).not.toEqual([]);
  });

  it.each(PARTS)("starts %s again when it is killed, and runs go on", async (name) => {
    const before = (await instance.pids())[name] ?? 0;
    process.kill(before, "SIGKILL");
    const again = `${name} is running again`;
    expect(await waitUntil(async () => running.output().includes(again), { timeoutMs: 60_000 })).toBe(true);
    expect((await instance.pids())[name]).not.toBe(before);
    const id = await createRun();
    await expect.poll(async () => await statusOf(id), { timeout: 60_000 }).toMatch(/succeeded|failed/);
  });
});

describe("stopping and starting again", () => {
  it("leaves no process, record or lock behind after Ctrl-C, and keeps the data", async () => {
    const run = await createRun();
    const pids = Object.values(await instance.pids());
    running.child.kill("SIGINT");
    // A terminal and npm may both pass the same Ctrl-C on.
    running.child.kill("SIGINT");
    expect(await running.ended).toBe(0);
    expect(await allGone(pids)).toBe(true);
    expect(await instance.pids()).toEqual({});
    expect(await stat(join(instance.folder, "lock")).catch(() => null)).toBe(null);

    running = instance.start();
    await running.url;
    expect(await runIds()).toContain(run);
  });

  it("recovers from a kill -9: stops what was left and keeps the data", async () => {
    const run = await createRun();
    const orphans = await instance.pids();
    running.child.kill("SIGKILL");
    await running.ended;
    expect(await isAlive(orphans.postgres ?? 0)).toBe(true);

    running = instance.start();
    await running.url;
    expect(running.output()).toContain("Stopped what an earlier, killed start left running");
    expect(await allGone(Object.values(orphans))).toBe(true);
    expect(await runIds()).toContain(run);
  });

  it("leaves nothing behind when it is interrupted while it starts", async () => {
    running.child.kill("SIGTERM");
    await running.ended;
    running = instance.start();
    await waitUntil(() => running.output().includes("Migrations"), { timeoutMs: 90_000 });
    const pids = Object.values(await instance.pids());
    expect(pids.length).toBeGreaterThan(0);
    running.child.kill("SIGINT");
    await running.ended;
    expect(await allGone(pids)).toBe(true);
    expect(await instance.pids()).toEqual({});
  });

  it("deletes the data on --reset, also of an instance that is running", async () => {
    running = instance.start();
    await running.url;
    await createRun();
    const fresh = instance.start("--reset");
    await fresh.url;
    expect(await running.ended).toBe(0);
    running = fresh;
    expect(await runIds()).toEqual([]);
  });
});
