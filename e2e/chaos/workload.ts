import { setTimeout as delay } from "node:timers/promises";
import { type OpsClient, OpsError } from "../../lib/ops-client/index.ts";
import { isFinal } from "../../supabase/functions/_shared/contracts/run-status.ts";
import type { Random } from "../harness/seed.ts";
import { markingScript } from "./marks.ts";
import type { Blow } from "./plan.ts";

/** A run, and what was asked of it. */
export interface Asked {
  id: number;
  ticks: number;
  cancelled: boolean;
}

const lanes = ["A", "B", "C"] as const;
export const laneCapacity = 7;
/** Longer than a lease: a frozen worker's step goes on until somebody ends it. */
export const longTicks = 120;

/** Creates the runs and steers them, as an operator does, through the same broken network as the workers. */
export class Workload {
  readonly #operator: OpsClient;
  readonly #random: Random;
  readonly #file: string;
  readonly runs: Asked[] = [];
  /** The last of each run. */
  readonly #retries = new Map<number, Promise<void>>();
  #sessionId = 0;

  constructor(operator: OpsClient, random: Random, file: string) {
    this.#operator = operator;
    this.#random = random;
    this.#file = file;
  }

  async open(): Promise<void> {
    const session = await this.#operator.createSession({
      name: "chaos",
      lanes: lanes.map((name) => ({ name, capacity: laneCapacity })),
    });
    this.#sessionId = session.id;
    await this.#operator.publishTemplate({
      slug: "chaos",
      name: "Append to a file",
      parameter_schema: {
        type: "object",
        properties: { file: { type: "string" }, ticks: { type: "integer" }, manner: { type: "string" } },
      },
      steps: ["first", "second"].map((name) => ({ kind: "shell", name, run: markingScript, grace_seconds: 1 })),
      // Nothing that is dealt here uses them up.
      max_attempts: 20,
      retry_from: "failed_step",
      backoff: { initial_seconds: 0.5, max_seconds: 2, jitter: 0.2 },
    });
  }

  async create(): Promise<void> {
    const ticks = this.#random.chance(0.08) ? longTicks : this.#random.below(16);
    const manner = this.#random.pick(["plain", "plain", "plain", "plain", "stubborn", "stray"]);
    const { run } = await this.#operator.createRun({
      session_id: this.#sessionId,
      lane: this.#random.pick(lanes),
      template: "chaos",
      parameters: { file: this.#file, ticks, manner },
    });
    this.runs.push({ id: run.id, ticks, cancelled: false });
  }

  /** False when there is no such run, or it is over already. */
  async cancel({ back, force, retry }: Blow & { kind: "cancel" }): Promise<boolean> {
    const run = this.runs.at(-1 - back);
    if (run === undefined) return false;
    // Noted before it is asked for: whether a lost answer's cancel was done is not known here.
    run.cancelled = true;
    const done = await refusedAs("run_final", this.#operator.cancelRun({ run_id: run.id, force }));
    if (done && retry) {
      // One after the other: of two that see the same end, the later would find the run queued.
      const retried = (this.#retries.get(run.id) ?? Promise.resolve()).then(() => this.#retry(run));
      this.#retries.set(run.id, retried);
      retried.catch(() => undefined);
    }
    return done;
  }

  /** Resolves when all that was to be retried is. */
  async steered(): Promise<void> {
    await Promise.all(this.#retries.values());
  }

  async #retry({ id }: Asked): Promise<void> {
    for (;;) {
      const { run } = await this.#operator.getRun({ run_id: id });
      if (isFinal(run.status)) break;
      await delay(500);
    }
    await refusedAs("run_succeeded", this.#operator.retryRun({ run_id: id, from: "failed_step" }));
  }
}

/** False when the call was refused with this code. */
async function refusedAs(code: OpsError["code"], call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof OpsError && error.code === code) return false;
    throw error;
  }
}
