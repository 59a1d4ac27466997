import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processStartedAt } from "../process/identity.ts";
import { waitUntil } from "../process/wait-until.ts";
import type { Part } from "./part.ts";
import { ProcessRecords } from "./records.ts";
import { Supervisor } from "./supervisor.ts";

let folder: string;
let told: string[];
let supervisor: Supervisor;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "supervisor-"));
  told = [];
  supervisor = new Supervisor({ folder, tell: (message) => told.push(message) });
});
afterEach(async () => {
  await supervisor.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A part that notes its pid in a file, is ready once it did, and then runs `script`. */
function part(name: string, script: string, options: Partial<Part> = {}): Part {
  const pidFile = join(folder, `${name}.pid`);
  return {
    name,
    command: process.execPath,
    args: ["-e", `${script};require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))`],
    env: {},
    isReady: () => readFile(pidFile).then(Boolean, () => false),
    ...options,
  };
}
const forever = "setInterval(() => undefined, 1000)";
const deaf = `process.on("SIGTERM", () => undefined);${forever}`;
const pidOf = async (name: string) => Number(await readFile(join(folder, `${name}.pid`), "utf8"));
const isAlive = async (pid: number) => (await processStartedAt(pid)) !== null;

describe("the supervisor", () => {
  it("starts a crashed part again and says so", async () => {
    await supervisor.start(part("a", forever));
    const first = await pidOf("a");
    process.kill(first, "SIGKILL");
    await waitUntil(async () => (await pidOf("a")) !== first && told.length > 1, { timeoutMs: 20_000 });
    expect(await isAlive(await pidOf("a"))).toBe(true);
    expect(told).toEqual([expect.stringContaining("a ended (SIGKILL)"), "a is running again"]);
  });

  it("does not start a part again that it stopped itself", async () => {
    await supervisor.start(part("a", forever));
    await supervisor.stop();
    expect(await isAlive(await pidOf("a"))).toBe(false);
    expect(told).toEqual([]);
  });

  it("stops parts in the reverse of the order in which they were started", async () => {
    const note = (name: string) =>
      `process.on("SIGTERM", () => { require("node:fs").appendFileSync(${JSON.stringify(join(folder, "order"))}, "${name}"); process.exit(0) });${forever}`;
    for (const name of ["a", "b", "c"]) await supervisor.start(part(name, note(name)));
    await supervisor.stop();
    expect(await readFile(join(folder, "order"), "utf8")).toBe("cba");
  });

  it("kills a part that does not stop, with the children in its group", async () => {
    const child = join(folder, "child.pid");
    const script = `const c=require("node:child_process").spawn(process.execPath,["-e",${JSON.stringify(deaf)}]);require("node:fs").writeFileSync(${JSON.stringify(child)},String(c.pid));${deaf}`;
    await supervisor.start(part("a", script, { stopTimeoutMs: 100 }));
    await supervisor.stop();
    expect(await isAlive(await pidOf("a"))).toBe(false);
    const gone = async () => !(await isAlive(Number(await readFile(child, "utf8"))));
    expect(await waitUntil(gone, { timeoutMs: 15_000 })).toBe(true);
  });

  it("reports a part that ends before it is ready, with the end of its log", async () => {
    const broken = part("a", `console.error("no such setting"); process.exit(3)`);
    await expect(supervisor.start(broken)).rejects.toThrow(/a did not start.*no such setting/s);
  });

  it("leaves no record of a stopped part", async () => {
    await supervisor.start(part("a", forever));
    expect(await readdir(join(folder, "processes"))).toEqual(["a.json"]);
    await supervisor.stop();
    expect(await readdir(join(folder, "processes"))).toEqual([]);
  });
});

describe("what a killed supervisor left behind", () => {
  it("is stopped by the next one", async () => {
    await supervisor.start(part("a", forever));
    const orphan = await pidOf("a");
    const next = new Supervisor({ folder, tell: () => undefined });
    expect(await next.stopOrphans()).toEqual(["a"]);
    expect(await isAlive(orphan)).toBe(false);
  });

  it("is left alone when the pid belongs to another program by now", async () => {
    const records = new ProcessRecords(join(folder, "processes"));
    records.write({
      name: "a",
      pid: process.pid,
      started_at: "long ago",
      stop_signal: "SIGTERM",
      stop_timeout_ms: 100,
      order: 0,
    });
    expect(await records.stopOrphans()).toEqual([]);
    expect(await readdir(join(folder, "processes"))).toEqual([]);
  });

  it("is forgotten when its record is half written", async () => {
    const records = new ProcessRecords(join(folder, "processes"));
    await writeFile(join(folder, "processes", "a.json"), '{"pid": 1');
    expect(await records.stopOrphans()).toEqual([]);
  });
});
