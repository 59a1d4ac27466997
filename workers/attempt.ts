import type { Logger } from "pino";
import type { RunStatus } from "../supabase/functions/_shared/contracts/run-status.ts";
import type { StepDefinition } from "../supabase/functions/_shared/contracts/step.ts";
import type {
  AppendEntry,
  ClaimedRun,
  ClaimRunsInput,
  ClaimRunsOutput,
} from "../supabase/functions/_shared/contracts/worker.ts";
import { attemptArtifacts } from "./attempt-artifacts.ts";
import { attemptEnd, stepEnd } from "./attempt-end.ts";
import { finishAttempt } from "./attempt-finish.ts";
import { AttemptLink } from "./attempt-link.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { EventBatcher } from "./output/event-batcher.ts";
import { AttemptProcesses, type StopLog } from "./process/attempt-processes.ts";
import type { GuardianLink } from "./process/guardian-link.ts";
import type { Queue } from "./queue.ts";
import { messageOf } from "./queue-error.ts";
import { AttemptSecrets } from "./secrets/attempt-secrets.ts";
import { secretNamesOf } from "./secrets/secret-names.ts";
import { SecretError, type SecretStore } from "./secrets/secret-store.ts";
import type { Artifacts } from "./steps/artifacts.ts";
import type { NamedOutputs } from "./steps/outputs.ts";
import { runStep } from "./steps/run-step.ts";
import type { ShellContext } from "./steps/shell-step.ts";
import { invalidDefinition, type StepResult, type Stream } from "./steps/step.ts";
import { createWorkspace, removeWorkspace, type Workspace } from "./steps/workspace.ts";
import { Stop } from "./stop.ts";

export interface AttemptDependencies {
  queue: Queue;
  guardian: GuardianLink;
  secretStore: SecretStore;
  heartbeat: Heartbeat;
  opsUrl: string;
  /** Address of the project whose Storage takes large artifacts in. */
  projectUrl: string;
  log: Logger;
  /** How many attempts this worker has under way: they share what it may send. */
  attempts(): number;
}

/** Seconds that background processes and an attempt handed back get between SIGTERM and SIGKILL. */
const tidyUpMs = 1_000;

/** One attempt from claim to finish. */
export class Attempt {
  readonly stop = new Stop();
  readonly #claimed: ClaimedRun;
  readonly #deps: AttemptDependencies;
  readonly #link: AttemptLink;
  readonly #processes: AttemptProcesses;
  readonly #batcher: EventBatcher;
  readonly #cleanUps: (() => void)[] = [];
  readonly #log: Logger;
  readonly #stopLog: StopLog = {
    phase: (entry) => this.#push({ ...entry, ...this.#now() }),
    line: (text) => this.#logLine(text),
  };
  #secrets: AttemptSecrets;
  readonly #outputs: NamedOutputs[];
  #step: number;
  #runStatus: RunStatus | undefined;

  /** `sentAt`: `monotonicMs` of the moment when the call that claimed it was sent. */
  constructor(claimed: ClaimedRun, sentAt: number, deps: AttemptDependencies) {
    this.#claimed = claimed;
    this.#deps = deps;
    this.#step = claimed.start_step;
    this.#outputs = claimed.outputs.map(({ step, outputs }) => ({ step: claimed.steps[step]?.name ?? "", outputs }));
    this.#secrets = new AttemptSecrets(new Map(), claimed.redact);
    this.#log = deps.log.child({ run: claimed.lease.run_id, attempt: claimed.lease.attempt });
    this.#processes = new AttemptProcesses(deps.guardian);
    this.#link = new AttemptLink({
      queue: deps.queue,
      lease: claimed.lease,
      leaseMs: claimed.lease_seconds * 1_000,
      sentAt,
      stop: this.stop,
      onRenewed: (at) => deps.guardian.renew(this.#processes.marker, at),
    });
    this.#batcher = new EventBatcher({
      append: (batchNo, entries) => this.#link.append(batchNo, entries),
      onRejected: (message) => this.#fail("log_rejected", `The run's log was refused: ${message}`),
      sharers: deps.attempts,
    });
  }

  get runId(): number {
    return this.#claimed.lease.run_id;
  }

  /** What became of the run with this attempt's end; undefined until then, and for ever when its end could not be told. */
  get runStatus(): RunStatus | undefined {
    return this.#runStatus;
  }

  /**
   * Runs the steps and ends the attempt. `nextClaim` is asked at the very end for the claim of the next work, which the answer then
   * holds. Never throws; undefined when nothing was claimed.
   */
  async run(nextClaim: () => ClaimRunsInput | undefined): Promise<ClaimRunsOutput | undefined> {
    this.#deps.heartbeat.add(this.#link);
    try {
      return await this.#finish(await this.#execute(), nextClaim);
    } catch (error) {
      // The end could not be told: the lease runs out and the database ends it.
      this.#log.error({ error: messageOf(error) }, "attempt given up");
      return undefined;
    } finally {
      this.#batcher.close();
      this.#deps.heartbeat.delete(this.#link);
    }
  }

  /**
   * Everything between start and finish: the last step's result, or undefined when the attempt was stopped between steps. When it
   * resolves, no process of the attempt lives and no folder is left.
   */
  async #execute(): Promise<StepResult | undefined> {
    if (this.stop.signal.aborted || !(this.#claimed.started || (await this.#link.start()))) return undefined;
    this.#log.info("attempt started");
    const { unreadable } = this.#claimed;
    if (unreadable !== undefined) return invalidDefinition(`What is to be run cannot be read: ${unreadable}`);
    if (!(await this.#resolveSecrets())) return undefined;
    if (this.stop.signal.aborted) this.#sayWhyItStops();
    else this.stop.signal.addEventListener("abort", () => this.#sayWhyItStops(), { once: true });
    const { guardian } = this.#deps;
    const { marker } = this.#processes;
    let workspace: Workspace | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      workspace = await createWorkspace();
      guardian.onExpired(marker, () => this.#expired());
      const leaseMs = this.#claimed.lease_seconds * 1_000;
      const sentAt = this.#link.renewedAt;
      if (!(await guardian.register({ marker, folder: workspace.root, leaseMs, sentAt }))) this.#expired();
      timer = this.#startTimeout();
      return await this.#runSteps(workspace);
    } catch (error) {
      this.#log.error({ error: messageOf(error) }, "attempt failed in the worker");
      this.#fail("worker_error", `The worker could not go on: ${messageOf(error)}`);
      return undefined;
    } finally {
      clearTimeout(timer);
      await this.#tidyUp(workspace);
      guardian.end(marker);
    }
  }

  /** Before the first step: false when a secret that a step names cannot be had. */
  async #resolveSecrets(): Promise<boolean> {
    const { steps, start_step, redact, parameters } = this.#claimed;
    const names = new Set(steps.slice(start_step).flatMap((step) => secretNamesOf(step, parameters)));
    try {
      this.#secrets = new AttemptSecrets(await this.#deps.secretStore.resolve(names), redact);
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      this.#fail("secret_missing", error.message);
      return false;
    }
    for (const name of this.#secrets.unmasked) this.#logLine(`the secret ${name} is too short to be masked`);
    return true;
  }

  /** The last step's result; undefined when the attempt was stopped between steps. */
  async #runSteps(workspace: Workspace): Promise<StepResult | undefined> {
    const artifacts = attemptArtifacts({
      ...{ folder: workspace.artifacts, link: this.#link, batcher: this.#batcher, secrets: () => this.#secrets },
      ...{ projectUrl: this.#deps.projectUrl, signal: this.stop.signal },
    });
    const { steps, start_step } = this.#claimed;
    for (const [index, step] of steps.entries()) {
      if (index < start_step) continue;
      if (!this.stop.signal.aborted && !(await this.#processes.mayRun())) this.#expired();
      if (this.stop.signal.aborted) return undefined;
      this.#step = index;
      const result = await this.#runStep(index, step, workspace, artifacts);
      if (result.kind !== "succeeded") return result;
    }
    return { kind: "succeeded" };
  }

  async #runStep(index: number, step: StepDefinition, workspace: Workspace, artifacts: Artifacts): Promise<StepResult> {
    this.#push({ kind: "step_started", ...this.#now() });
    const context = this.#context(index, workspace);
    const result = await runStep(step, context);
    if (step.kind === "shell" && !this.#link.over) await artifacts.attachNew(index, (line) => context.log(line));
    if (result.kind === "waiting" || result.kind === "asking") return result;
    if (result.kind === "succeeded") this.#outputs.push({ step: step.name, outputs: result.outputs ?? {} });
    // A guardian's kill looks like any other until the guardian is asked.
    if (result.kind !== "succeeded" && !(await this.#processes.mayRun())) this.#expired();
    this.#push({ kind: "step_finished", ...this.#now(), ...this.#secrets.masked(stepEnd(this.stop.reason, result)) });
    return result;
  }

  #context(index: number, workspace: Workspace): ShellContext {
    const { lease, parameters } = this.#claimed;
    const { marker } = this.#processes;
    return {
      index,
      tryNo: 1,
      parameters,
      outputs: this.#outputs,
      opsUrl: this.#deps.opsUrl,
      stop: this.stop,
      secrets: this.#secrets,
      log: (line, stream) => this.#logLine(line, stream),
      write: (body, stream) => this.#push({ kind: "line", ...this.#now(), stream, body }),
      stopLog: this.#stopLog,
      room: () => this.#batcher.room(),
      identity: { runId: lease.run_id, attempt: lease.attempt, marker, workspace },
      processes: this.#processes,
      atEnd: (cleanUp) => void this.#cleanUps.push(cleanUp),
    };
  }

  /** Ends what the steps left in the background, and removes the folders. */
  async #tidyUp(workspace: Workspace | undefined): Promise<void> {
    const left = this.#processes.count();
    if (left > 0) {
      this.#stopLog.line(`ending ${left} background ${left === 1 ? "process" : "processes"} that the steps left`);
      await this.#processes.stop(tidyUpMs, this.#stopLog, this.stop.hurry);
    }
    for (const cleanUp of this.#cleanUps) cleanUp();
    if (workspace === undefined) return;
    await removeWorkspace(workspace).catch((error: unknown) => {
      this.#log.warn({ folder: workspace.root, error: messageOf(error) }, "workspace not removed");
    });
  }

  async #finish(
    last: StepResult | undefined,
    nextClaim: () => ClaimRunsInput | undefined,
  ): Promise<ClaimRunsOutput | undefined> {
    const finished = await finishAttempt({
      ...{ link: this.#link, batcher: this.#batcher, nextClaim },
      end: () => attemptEnd(this.stop.reason, last),
      masked: (end) => this.#secrets.masked(end),
    });
    if (finished === undefined) {
      this.#log.warn({ reason: this.stop.reason }, "attempt lost");
      return undefined;
    }
    const { end, answer } = finished;
    this.#runStatus = answer?.status;
    this.#log.info({ outcome: end.outcome, status: answer?.status }, "attempt finished");
    return answer?.claimed ?? undefined;
  }

  #sayWhyItStops(): void {
    const { reason } = this.stop;
    if (reason?.kind === "cancelled") this.#push({ kind: "cancel_acknowledged", ...this.#now() });
    if (reason?.kind === "released") this.#logLine("the worker stops: handing the run back");
    if (reason?.kind === "failed") this.#logLine(reason.error);
  }

  #startTimeout(): NodeJS.Timeout | undefined {
    const { timeout_seconds, elapsed_seconds } = this.#claimed;
    if (timeout_seconds === null) return undefined;
    const left = Math.max(0, timeout_seconds - elapsed_seconds) * 1_000;
    // setTimeout takes 24 days at most, the contract 7.
    return setTimeout(() => this.#fail("timeout", `The run was not done after ${timeout_seconds} s`), left);
  }

  #expired(): void {
    this.#fail("lease_expired", "The worker could not renew its lease in time, so the guardian ended the processes");
    this.stop.hurryUp();
  }

  #fail(code: Extract<Stop["reason"], { kind: "failed" }>["code"], error: string): void {
    this.stop.request({ kind: "failed", code, error });
  }

  #logLine(line: string, stream: Stream = "system"): void {
    this.#push({ kind: "line", ...this.#now(), stream, body: this.#secrets.text(line) });
  }

  #push(entry: AppendEntry): void {
    this.#batcher.push(entry);
  }

  #now() {
    return { emitted_at: new Date().toISOString(), step: this.#step };
  }
}
