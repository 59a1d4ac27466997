import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import type { Part } from "../../supabase/local/supervisor/part.ts";

/** A part of the platform as a process that can be taken down and comes back at its address. */
export class PartProcess {
  readonly #part: Part;
  #child: ChildProcess | undefined;
  #output = "";

  constructor(part: Part) {
    this.#part = part;
  }

  async start(): Promise<void> {
    // While it is down, its port may be that of somebody's outgoing connection for a moment.
    for (let tries = 1; !(await this.#tryStart()); tries += 1) {
      if (tries === 20) throw new Error(`${this.#part.name} did not start:\n${this.#output}`);
      await delay(500);
    }
  }

  async #tryStart(): Promise<boolean> {
    const { command, args, env, cwd, isReady } = this.#part;
    const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-20_000);
      });
    }
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    const answered = await waitUntil(async () => ended() || (await isReady()), { timeoutMs: 180_000 });
    if (answered && !ended()) return true;
    await this.stop("SIGKILL");
    return false;
  }

  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  async restart(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.stop(signal);
    await this.start();
  }
}
