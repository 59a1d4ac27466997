import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import type { OutputPipe } from "../output/output-pipe.ts";
import { readProcessTable } from "../process/process-table.ts";
import { type Gate, prepareGate, type Script, takeGate } from "./gate.ts";

const taken: Gate[] = [];
afterEach(() => {
  for (const { pid, stdout, stderr } of taken.splice(0)) {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
    for (const { readEnd } of [stdout, stderr]) readEnd.destroy();
  }
});

async function take(): Promise<Gate> {
  const gate = await takeGate();
  taken.push(gate);
  return gate;
}

function isAlive(pid: number | undefined): pid is number {
  return readProcessTable().some((entry) => entry.pid === pid);
}

async function textOf({ readEnd }: OutputPipe): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readEnd) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What the script wrote and how it ended. */
async function become(script: Partial<Script>) {
  const gate = await take();
  gate.open({ argv: ["env", "-0"], cwd: "/", env: {}, ...script });
  const [stdout, stderr, exit] = await Promise.all([textOf(gate.stdout), textOf(gate.stderr), gate.exit]);
  const variables = stdout.split("\0").flatMap((entry): [string, string][] => {
    const [, name, value] = /^([A-Za-z0-9_]+)=([\s\S]*)$/.exec(entry) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  return { stdout, stderr, exit, env: Object.fromEntries(variables) };
}

it("hands on every variable as it is, whatever stands in it", async () => {
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(fc.constantFrom("'", '"', "\\", "$(false)", "`false`", "\n", "\r", " ", "*", "~", "#", ";", "${", "!"), {
      maxLength: 40,
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 100 }), async (values) => {
      // Neither NUL nor half of a surrogate pair fits into an environment.
      const texts = values.map((each) => [each].flat().join("").replaceAll("\0", "").toWellFormed());
      const env = Object.fromEntries(texts.map((text, n) => [`V_${n}`, text]));
      const seen = await become({ env });
      expect(seen.stderr).toBe("");
      expect(seen.exit).toEqual({ code: 0, signal: null });
      for (const [name, text] of Object.entries(env)) expect(seen.env[name]).toBe(text);
    }),
    { numRuns: 15 },
  );
});

it("takes a hundred kilobytes of variables and arguments with any characters, and starts in the folder", async () => {
  const folder = tmpdir();
  const long = "ü'\n".repeat(25_000);
  const { env } = await become({ env: { LONG: long, PATH: process.env.PATH ?? "" }, cwd: folder });
  expect(env.LONG).toBe(long);
  expect(env).not.toHaveProperty("OLDPWD");
  const said = await become({ argv: ["sh", "-c", 'pwd; printf %s "$1"', "it's", "a 'b' $c\nd"], cwd: folder });
  expect(said.stdout).toBe(`${folder}\na 'b' $c\nd`);
});

it("goes on without a name that the shell keeps for itself", async () => {
  const { env, exit, stderr } = await become({ env: { OPTIND: "none", IFS: "n", A: "1" } });
  expect({ A: env.A, IFS: env.IFS, exit, stderr }).toEqual({
    ...{ A: "1", IFS: "n", stderr: "" },
    exit: { code: 0, signal: null },
  });
});

it("says what could not be started, as a shell does", async () => {
  const missing = await become({ argv: ["/no/such/program"] });
  expect(missing).toMatchObject({ exit: { code: 127, signal: null }, stderr: expect.stringContaining("not found") });
  const nowhere = await become({ cwd: "/no/such/folder" });
  expect(nowhere.exit.code).not.toBe(0);
  expect(nowhere.stderr).toContain("/no/such/folder");
});

it("one that was killed while it stood ready is not given to a script", async () => {
  await prepareGate();
  const first = await take();
  await prepareGate();
  const children = readProcessTable().filter(({ parent, pid, session }) => parent === process.pid && pid === session);
  const ready = children.filter(({ pid }) => pid !== first.pid);
  expect(ready).toHaveLength(1);
  for (const { pid } of ready) {
    process.kill(pid, "SIGKILL");
    // Until Node has learned of it, which gives the number back.
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  }
  const { exit } = await become({ argv: ["true"] });
  expect(exit).toEqual({ code: 0, signal: null });
});

it("ends by itself when its worker is killed, ready or taken", async () => {
  const module = JSON.stringify(fileURLToPath(new URL("./gate.ts", import.meta.url)));
  const program = `
    const { prepareGate, takeGate } = await import(${module});
    const { pid } = await takeGate();
    await prepareGate();
    console.log(pid);
    setInterval(() => undefined, 1000);`;
  const worker = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(worker.stdout, "data");
  const gates = readProcessTable().filter(({ parent, pid, session }) => parent === worker.pid && pid === session);
  expect(gates.map(({ pid }) => pid)).toContain(Number(line));
  expect(gates).toHaveLength(2);
  worker.kill("SIGKILL");
  for (const { pid } of gates) await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});
