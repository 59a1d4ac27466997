import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import type { ShellStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { type OutputPipe, openOutputPipes } from "../output/output-pipe.ts";
import { OutputReader } from "../output/output-reader.ts";
import type { AttemptProcesses } from "../process/attempt-processes.ts";
import { outputsFile, readOutputs } from "./outputs.ts";
import { mayRetryExit, noRetryFile, reasonNotToRetry } from "./retryable.ts";
import { shellEnvironment } from "./shell-environment.ts";
import { failed, type StepContext, type StepResult } from "./step.ts";
import type { Workspace } from "./workspace.ts";

/** What a script may know of its attempt. */
export interface AttemptIdentity {
  runId: number;
  attempt: number;
  marker: string;
  workspace: Workspace;
}

export interface ShellContext extends StepContext {
  identity: AttemptIdentity;
  processes: AttemptProcesses;
  /** Called when the attempt has ended, after its processes have. */
  atEnd(cleanUp: () => void): void;
}

const interpreters = { bash: ["bash", "-eo", "pipefail"], sh: ["sh", "-e"] } as const;

/**
 * Holds the script back until the guardian knows its process group: a worker that is frozen or killed before that leaves nothing behind
 * that would run. `exec` keeps the process id.
 */
const gate = 'read -r go <&3 || exit 125; exec 3<&-; exec "$@"';

interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Runs a script. The step is over when its main process exits, whatever its output pipes or background processes do; those stay
 * until the attempt ends. Never throws for what the script does.
 */
export async function runShellStep(step: ShellStep, context: ShellContext): Promise<StepResult> {
  const { processes, stop } = context;
  const [stdout, stderr] = (await openOutputPipes(2)) as [OutputPipe, OutputPipe]; // as many as asked for
  const { child, exit } = await spawnBehindGate(step, context, stdout, stderr);
  const readers = [read(stdout, "stdout", context), read(stderr, "stderr", context)];
  context.atEnd(() => {
    for (const reader of readers) reader.close();
  });
  const { pid } = child;
  if (pid === undefined) return failed("worker_error", `The shell cannot be started: ${(await exit).error}`);

  const graceMs = step.grace_seconds * 1_000;
  const systemLog = (line: string) => context.log(line, "system");
  let timedOut = false;
  let stopping: Promise<void> | undefined;
  const stopProcesses = () => {
    stopping ??= processes.stop(graceMs, context.stopLog, stop.hurry);
  };
  const onTimeout = () => {
    timedOut = true;
    systemLog(`not done after ${step.timeout_seconds} s`);
    stopProcesses();
  };
  const timer = step.timeout_seconds === undefined ? undefined : setTimeout(onTimeout, step.timeout_seconds * 1_000);
  stop.signal.addEventListener("abort", stopProcesses);
  if (stop.signal.aborted) stopProcesses();
  try {
    if (await processes.admit(pid)) openGate(child);
    else stopProcesses();
    const { code, signal } = await exit;
    await stopping;
    await Promise.all(readers.map((reader) => reader.settle()));
    processes.forgetIfGone(pid);
    const ended = { exitCode: code, signal };
    if (timedOut) return { ...failed("step_timeout", `Not done after ${step.timeout_seconds} s`), ...ended };
    if (stopping !== undefined) return { kind: "stopped", ...ended };
    if (code === 0) return await succeeded(context);
    const how = signal === null ? `Exited with code ${code}` : `Ended by ${signal}`;
    const reason = await reasonNotToRetry(noRetryFile(context));
    const error = reason === undefined || reason === "" ? how : `${how}: ${reason}`;
    return { ...failed("step_failed", error), ...ended, retryable: reason === undefined && mayRetryExit(step, code) };
  } finally {
    clearTimeout(timer);
    stop.signal.removeEventListener("abort", stopProcesses);
  }
}

/** With the outputs, unless they cannot be used. */
async function succeeded(context: ShellContext): Promise<StepResult> {
  const read = await readOutputs(outputsFile(context), context.secrets);
  if (!read.ok) return { ...failed("step_failed", read.error), exitCode: 0, retryable: false };
  const some = Object.keys(read.outputs).length > 0;
  return { kind: "succeeded", exitCode: 0, ...(some && { outputs: read.outputs }) };
}

async function spawnBehindGate(step: ShellStep, context: ShellContext, stdout: OutputPipe, stderr: OutputPipe) {
  const { identity, index } = context;
  const script = join(identity.workspace.control, `step-${index}-${context.tryNo}.sh`);
  await writeFile(script, step.run, { mode: 0o700 });
  const child = spawn("/bin/sh", ["-c", gate, "gate", ...interpreters[step.shell], script], {
    detached: true,
    cwd: identity.workspace.work,
    env: shellEnvironment(step, context),
    stdio: ["ignore", stdout.writeEnd, stderr.writeEnd, "pipe"],
  });
  stdout.closeWriteEnd();
  stderr.closeWriteEnd();
  const exit = new Promise<Exit & { error?: string }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", ({ message }) => resolve({ code: null, signal: null, error: message }));
  });
  return { child, exit };
}

function openGate(child: ChildProcess): void {
  const input = child.stdio[3] as Writable; // spawned with a pipe there
  input.on("error", () => undefined); // killed before it could read: its exit says so
  input.end("go\n");
}

function read(
  { readEnd }: OutputPipe,
  stream: "stdout" | "stderr",
  { write, secrets, room }: ShellContext,
): OutputReader {
  return new OutputReader(readEnd, { onLine: (line) => write(line, stream), filter: secrets.stream(), room });
}
