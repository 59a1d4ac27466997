import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOOTSTRAP = join(ROOT, "cli", "bootstrap.mjs");
const GUARD = join(ROOT, "e2e", "start", "scratch-guard.ts");
/** The first one builds the Runboard, beside another suite; a slow machine has taken more than 260 s. */
const START_TIMEOUT_MS = 600_000;

/** One `npm start` as a child process, as a terminal sees it. */
export interface Started {
  child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** The URL it printed when everything was up. Throws with the output when it ended or took too long. */
  url: Promise<string>;
  /** Resolves to the exit code. */
  ended: Promise<number | null>;
}

/** A scratch instance folder, with the commands a person would use on it. It is removed even when this process is killed. */
export class ScratchInstance {
  readonly folder: string;
  readonly #started: Started[] = [];
  readonly #variables: Record<string, string>;
  readonly #guard: ChildProcessByStdio<Writable, null, null>;

  private constructor(folder: string, variables: Record<string, string>) {
    this.folder = folder;
    this.#variables = variables;
    // Its own group: a Ctrl-C in the terminal must not end the one process that cleans up.
    this.#guard = spawn(process.execPath, [GUARD, folder], { detached: true, stdio: ["pipe", "ignore", "inherit"] });
  }

  /** `variables` come on top of this process's environment. */
  static async create(variables: Record<string, string> = {}): Promise<ScratchInstance> {
    return new ScratchInstance(await mkdtemp(join(tmpdir(), "ops-start-")), variables);
  }

  start(...args: string[]): Started {
    const child = spawn(process.execPath, [BOOTSTRAP, "start", ...args], {
      cwd: ROOT,
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#guard.stdin.write(`${child.pid}\n`);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part) => (text += part));
    const ended = once(child, "close").then(() => child.exitCode);
    const find = () => /running at (http:\S+)/.exec(text)?.[1] ?? (child.exitCode === null ? null : "ended");
    const url = waitUntil(find, { timeoutMs: START_TIMEOUT_MS }).then((found) => {
      if (found?.startsWith("http")) return found;
      throw new Error(`npm start did not come up:\n${text}`);
    });
    // A caller that only waits for the end does not look at the URL.
    url.catch(() => undefined);
    const started = { child, output: () => text, url, ended };
    this.#started.push(started);
    return started;
  }

  /** Runs the `ops` command against this instance and returns what it prints as JSON. */
  async ops(...args: string[]): Promise<unknown> {
    const env = this.#environment();
    const child = spawn(process.execPath, [BOOTSTRAP, "ops", ...args], {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (part) => (text += part));
    child.stderr.setEncoding("utf8").on("data", (part) => (errors += part));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`ops ${args.join(" ")} ended with ${code}:\n${errors}`);
    return JSON.parse(text);
  }

  /** The pids of the parts, by name. */
  async pids(): Promise<Record<string, number>> {
    const folder = join(this.folder, "processes");
    const entries = (await readdir(folder)).map(async (name) => {
      const record: unknown = JSON.parse(await readFile(join(folder, name), "utf8"));
      const { name: part, pid } = z.object({ name: z.string(), pid: z.number() }).parse(record);
      return [part, pid] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Stops what runs and deletes everything, including what lies outside the folder. */
  async remove(): Promise<void> {
    for (const { child, ended } of this.#started) {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
      await ended;
    }
    if (this.#guard.exitCode !== null) return;
    const exited = once(this.#guard, "exit");
    this.#guard.stdin.end();
    await exited;
  }

  #environment(): NodeJS.ProcessEnv {
    const { OPS_URL: _url, OPS_API_KEY: _key, ...env } = process.env;
    // What somebody keeps in this clone's .env is not for tests.
    return { ...env, OPS_ENV_FILE: "", ...this.#variables, OPS_HOME: this.folder };
  }
}
