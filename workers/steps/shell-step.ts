import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ShellStep } from "../../supabase/functions/_shared/contracts/step.ts";
import type { OutputPipe } from "../output/output-pipe.ts";
import { OutputReader } from "../output/output-reader.ts";
import type { AttemptProcesses } from "../process/attempt-processes.ts";
import { type Script, takeGate } from "./gate.ts";
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
 * Runs a script. The step is over when its main process exits, whatever its output pipes or background processes do; those stay
 * until the attempt ends. Never throws for what the script does.
 */
export async function runShellStep(step: ShellStep, context: ShellContext): Promise<StepResult> {
  const { processes, stop } = context;
  const script = await writeScript(step, context);
  const gate = await takeGate();
  const { pid, exit } = gate;
  const readers = [read(gate.stdout, "stdout", context), read(gate.stderr, "stderr", context)];
  context.atEnd(() => {
    for (const reader of readers) reader.close();
  });
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
    // Behind the gate until the guardian knows its group.
    if (await processes.admit(pid)) gate.open(script);
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

async function writeScript(step: ShellStep, context: ShellContext): Promise<Script> {
  const { work, control } = context.identity.workspace;
  const file = join(control, `step-${context.index}-${context.tryNo}.sh`);
  await writeFile(file, step.run, { mode: 0o700 });
  return { argv: [...interpreters[step.shell], file], cwd: work, env: shellEnvironment(step, context) };
}

function read(
  { readEnd }: OutputPipe,
  stream: "stdout" | "stderr",
  { write, secrets, room }: ShellContext,
): OutputReader {
  return new OutputReader(readEnd, { onLine: (line) => write(line, stream), filter: secrets.stream(), room });
}
