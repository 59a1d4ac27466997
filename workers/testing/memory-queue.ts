import { randomUUID } from "node:crypto";
import { describeIssues } from "../../supabase/functions/_shared/contracts/issues.ts";
import { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import {
  type AppendEntry,
  AppendEventsInput,
  type ClaimedRun,
  ClaimRunsOutput,
  type Directive,
  FinishRunInput,
  type Lease,
} from "../../supabase/functions/_shared/contracts/worker.ts";
import type { Queue } from "../queue.ts";
import { QueueError } from "../queue-error.ts";

export interface MemoryRun {
  claimed: ClaimedRun;
  directive: Directive;
  started: boolean;
  entries: AppendEntry[];
  batches: number;
  artifacts: Parameters<Queue["putArtifact"]>[0][];
  /** How it was finished. */
  end: FinishRunInput | undefined;
}

export interface MemoryQueue extends Queue {
  add(steps: object[], fields?: Partial<ClaimedRun> & { parameters?: Record<string, Json> }): MemoryRun;
  claims: { claim_id: string; limit: number }[];
  heartbeats: number;
  /** The worker has said goodbye. */
  left: boolean;
  /** Set to give the worker nothing more and tell it so. */
  draining: boolean;
  /** Unset to give runs that are still to be started. */
  startsWithClaim: boolean;
  /** Replaces the next answer to a call by what this does, after the call was applied. */
  afterwards: Map<keyof Queue, () => Promise<void>>;
}

/** The queue's rules as far as one worker notices them, for unit tests; the real ones have tests of their own. */
export function memoryQueue(): MemoryQueue {
  const queued: MemoryRun[] = [];
  const runs = new Map<number, MemoryRun>();
  const answers = new Map<string, MemoryRun[]>();
  const afterwards: MemoryQueue["afterwards"] = new Map();
  const claims: MemoryQueue["claims"] = [];
  const state = { heartbeats: 0, draining: false, left: false, startsWithClaim: true };

  const claim = ({ claim_id, limit, start = false }: Parameters<Queue["claim"]>[0]): ClaimRunsOutput => {
    claims.push({ claim_id, limit });
    const taken = answers.get(claim_id) ?? queued.splice(0, state.draining ? 0 : limit);
    answers.set(claim_id, taken);
    for (const run of taken) run.started ||= start && state.startsWithClaim;
    const wake_topic = `wake:${"0".repeat(32)}`;
    return ClaimRunsOutput.parse({
      runs: taken.map(({ claimed, started }) => ({ ...claimed, started })),
      wake_topic,
      contended: false,
      draining: state.draining,
      due_in_ms: null,
    });
  };
  const apply = (run: MemoryRun, batchNo: number, entries: AppendEntry[]): void => {
    if (batchNo > run.batches + 1) throw new QueueError("batch_gap", "gap");
    if (entries.some((entry) => entry.kind === "line" && entry.body === "poison"))
      throw new QueueError("invalid_input", "poison");
    if (batchNo !== run.batches + 1) return;
    run.batches = batchNo;
    run.entries.push(...entries);
  };
  const fence = (lease: Lease): MemoryRun => {
    const run = runs.get(lease.run_id);
    if (run === undefined || run.directive === "lost" || run.end !== undefined)
      throw new QueueError("lease_lost", "lost");
    return run;
  };
  const answered = async <T>(name: keyof Queue, answer: T): Promise<T> => {
    const afterward = afterwards.get(name);
    afterwards.delete(name);
    await afterward?.();
    return answer;
  };
  return {
    claims,
    afterwards,
    get heartbeats() {
      return state.heartbeats;
    },
    get left() {
      return state.left;
    },
    get draining() {
      return state.draining;
    },
    set draining(value) {
      state.draining = value;
    },
    get startsWithClaim() {
      return state.startsWithClaim;
    },
    set startsWithClaim(value) {
      state.startsWithClaim = value;
    },
    add(steps, fields = {}) {
      const run_id = runs.size + 1;
      const claimed: ClaimedRun = {
        lease: { run_id, attempt: 1, token: randomUUID() },
        lease_seconds: 15,
        session_id: 1,
        lane: "A",
        template: null,
        steps: steps.map((step, n) => StepDefinition.parse({ name: `step ${n}`, kind: "shell", ...step })),
        start_step: 0,
        outputs: [],
        parameters: {},
        timeout_seconds: null,
        redact: true,
        started: false,
        elapsed_seconds: 0,
        ...fields,
      };
      const run: MemoryRun = {
        claimed,
        directive: "continue",
        started: false,
        entries: [],
        batches: 0,
        artifacts: [],
        end: undefined,
      };
      runs.set(run_id, run);
      queued.push(run);
      return run;
    },
    claim: async (input) => answered("claim", claim(input)),
    async start({ lease }) {
      const run = fence(lease);
      run.started = true;
      return answered("start", { directive: run.directive });
    },
    async append(input) {
      const { lease, batch_no, entries } = AppendEventsInput.parse(input);
      const run = fence(lease);
      apply(run, batch_no, entries);
      return answered("append", { directive: run.directive });
    },
    async heartbeat({ leases, leaving = false }) {
      state.left ||= leaving;
      if (!leaving) state.heartbeats++;
      const ended = (id: number) => runs.get(id)?.end !== undefined;
      const directive = (id: number) => (ended(id) ? "lost" : (runs.get(id)?.directive ?? "lost"));
      const answers = leases.map(({ run_id }) => ({ run_id, directive: directive(run_id) }));
      return answered("heartbeat", { runs: answers, draining: state.draining });
    },
    async finish(input) {
      const { data: end, error } = FinishRunInput.safeParse(input);
      if (error !== undefined) throw new QueueError("invalid_input", describeIssues(error));
      const known = runs.get(end.lease.run_id);
      const run = known?.end === undefined ? fence(end.lease) : known;
      if (end.entries !== undefined && run.end === undefined) apply(run, end.last_batch_no, end.entries);
      if (end.last_batch_no !== run.batches) throw new QueueError("batch_gap", "gap");
      run.end = end;
      const status = end.outcome === "released" ? "queued" : end.outcome;
      return answered("finish", { status, claimed: end.claim === undefined ? null : claim(end.claim) });
    },
    async putArtifact(input) {
      const run = fence(input.lease);
      run.artifacts.push(input);
      return answered("putArtifact", { artifact_id: run.artifacts.length, directive: run.directive });
    },
    async uploadArtifact(input) {
      throw new QueueError("invalid_input", `${input.name}: there is no Storage here`);
    },
    async commitArtifact({ object_path }) {
      throw new QueueError("not_found", `${object_path}: there is no Storage here`);
    },
    fireDueSchedules: async () => ({ runs: 0, more: false }),
    maintenanceTick: async () => ({
      expired_leases: 0,
      expired_runs: 0,
      due_runs: 0,
      purged_runs: 0,
      bulk_operations: 0,
      purged_rows: 0,
    }),
  };
}
