import { type ChildProcess, spawn } from "node:child_process";
import { type OutputPipe, openOutputPipes } from "../output/output-pipe.ts";
import { giveWay } from "../process/give-way.ts";

/** What a gate becomes. */
export interface Script {
  argv: readonly string[];
  cwd: string;
  /** The whole of it; names as a shell has them. */
  env: Readonly<Record<string, string>>;
}

interface GateExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  error?: string;
}

/**
 * A shell that leads a session of its own, gives way to the worker, and waits to be told what to become. Whoever is frozen or killed before
 * that leaves nothing behind that would run: nothing said ends it.
 */
export interface Gate {
  /** Undefined when it could not be started. */
  pid: number | undefined;
  stdout: OutputPipe;
  stderr: OutputPipe;
  exit: Promise<GateExit>;
  /** The process becomes the script, under the same number. */
  open(script: Script): void;
}

interface Standing {
  gate: Gate;
  child: ChildProcess;
}

/** After one was taken: the fork takes as long as a worker is large, and the script that goes through the one taken comes first. */
const refillAfterMs = 250;

let standing: Promise<Standing> | undefined;

/** The gate that stands ready, or a new one. */
export async function takeGate(): Promise<Gate> {
  const ready = standing;
  standing = undefined;
  setTimeout(() => void prepareGate().catch(() => undefined), refillAfterMs).unref();
  const kept = await ready?.catch(() => undefined);
  const { gate, child } = kept === undefined || hasEnded(kept) ? await stand() : kept;
  child.ref();
  return gate;
}

/** Has one stand ready, so that a step need not wait for a fork and for a shell to start. A worker does so before its first step. */
export async function prepareGate(): Promise<void> {
  standing ??= stand();
  await standing;
}

/** Ended by somebody else while it stood: nobody will read from it. */
function hasEnded({ gate, child }: Standing): boolean {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) return false;
  for (const { readEnd } of [gate.stdout, gate.stderr]) readEnd.destroy();
  return true;
}

async function stand(): Promise<Standing> {
  const [stdout, stderr] = (await openOutputPipes(2)) as [OutputPipe, OutputPipe]; // as many as asked for
  // Its commands come on its standard input, where no other process sees them: among them are secrets.
  const child = spawn("/bin/sh", [], {
    detached: true,
    cwd: "/",
    env: {},
    stdio: ["pipe", stdout.writeEnd, stderr.writeEnd],
  });
  stdout.closeWriteEnd();
  stderr.closeWriteEnd();
  const exit = new Promise<GateExit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", ({ message }) => resolve({ code: null, signal: null, error: message }));
  });
  const { pid, stdin } = child;
  stdin?.on("error", () => undefined); // killed before it could read: its exit says so
  child.unref();
  if (pid !== undefined) giveWay(pid);
  return { gate: { pid, stdout, stderr, exit, open: (script) => void stdin?.end(commandsOf(script)) }, child };
}

/**
 * What a shell has to read to become the script. A name that it keeps for itself (OPTIND, bash's UID) is not handed on, as bash would not
 * take it either; `command` lets it go on after that.
 */
function commandsOf({ argv, cwd, env }: Script): string {
  const exports = Object.entries(env).map(([name, value]) => `command export ${name}=${quoted(value)}`);
  const become = `cd ${quoted(cwd)} && unset OLDPWD && exec ${argv.map(quoted).join(" ")} </dev/null`;
  return ["{ :", ...exports, "} 2>/dev/null", become, ""].join("\n");
}

/** As one word of a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
