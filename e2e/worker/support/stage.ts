import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import type { OpsClient } from "../../../lib/ops-client/index.ts";
import { verifyRunLog } from "../../../lib/run-log/verify.ts";
import type { CommandInput } from "../../../supabase/functions/_shared/contracts/commands.ts";
import type { Run } from "../../../supabase/functions/_shared/contracts/run.ts";
import type { LogEntry } from "../../../supabase/functions/_shared/contracts/run-log.ts";
import { makeKey, unique } from "../../harness/factories.ts";
import { openService, type Service } from "../../harness/service.ts";
import { startWorker, type WorkerProcess, type WorkerSettings } from "./worker-process.ts";

type Steps = NonNullable<CommandInput<"runs.create">["steps"]>;

/** Database, ops-executor, an operator and workers, all of them real. */
export interface Stage {
  service: Service;
  operator: OpsClient;
  /** The session in which its runs are. */
  sessionId: number;
  /** A folder of the test's own, which steps get as $OPS_PARAM_FOLDER. */
  folder: string;
  worker(settings?: Partial<WorkerSettings>): Promise<WorkerProcess>;
  /** Creates a run of shell scripts in a lane of capacity 10. */
  run(scripts: (string | Steps[number])[], fields?: Partial<CommandInput<"runs.create">>): Promise<Run>;
  get(run: Run): Promise<Run>;
  /** Waits for a status and returns the run then. */
  reaches(run: Run, status: Run["status"], timeoutMs?: number): Promise<Run>;
  log(run: Run): Promise<LogEntry[]>;
  /** Lines of one stream so far. */
  lines(run: Run, stream?: LogEntry["stream"]): Promise<string[]>;
  /** Waits until a line has been logged. */
  prints(run: Run, line: string): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(platform?: Parameters<typeof openService>[1]): Promise<Stage> {
  const service = await openService(undefined, platform);
  const operator = await service.person("operator");
  const session = await operator.createSession({ name: unique("stage"), lanes: [{ name: "A", capacity: 10 }] });
  const { key } = await makeKey(service.room, ["runs.work"]);
  const folder = await mkdtemp(join(tmpdir(), "stage-"));
  const workers: WorkerProcess[] = [];

  const get: Stage["get"] = async ({ id }) => (await operator.getRun({ run_id: id })).run;
  const log: Stage["log"] = async ({ id }) => {
    const entries: LogEntry[] = [];
    for (;;) {
      const page = await operator.listEvents({ run_id: id, after_seq: entries.at(-1)?.seq ?? 0 });
      entries.push(...page.entries);
      if (page.entries.length === 0) return entries;
    }
  };
  const lines: Stage["lines"] = async (run, stream = "stdout") =>
    (await log(run)).filter((entry) => entry.kind === "line" && entry.stream === stream).map(({ body }) => body);
  return {
    service,
    operator,
    sessionId: session.id,
    folder,
    get,
    log,
    lines,
    async worker(settings = {}) {
      const worker = await startWorker({ url: service.executor.url, apiKey: key, name: unique("worker"), ...settings });
      workers.push(worker);
      return worker;
    },
    async run(scripts, fields = {}) {
      const steps = scripts.map((script, n) =>
        typeof script === "string" ? { kind: "shell" as const, name: `step ${n}`, run: script } : script,
      );
      const { run } = await operator.createRun({
        session_id: session.id,
        lane: "A",
        steps,
        parameters: { folder },
        ...fields,
      });
      return run;
    },
    async reaches(run, status, timeoutMs = 90_000) {
      return await vi.waitFor(
        async () => {
          const now = await get(run);
          if (now.status !== status) throw new Error(`run ${run.id} is ${now.status} (${now.error}), not ${status}`);
          return now;
        },
        { timeout: timeoutMs, interval: 100 },
      );
    },
    async prints(run, line) {
      await vi.waitFor(
        async () => {
          if (!(await lines(run)).includes(line)) throw new Error(`run ${run.id} has not printed "${line}"`);
        },
        { timeout: 20_000, interval: 50 },
      );
    },
    async close() {
      for (const { pid } of workers) end(pid);
      await Promise.all(workers.map(({ exited }) => exited));
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Also wakes a worker that a failed test has left frozen. */
function end(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** The verdict on a run's whole log by the independent verifier. */
export async function verdict(stage: Stage, run: Run) {
  const { last_seq, id } = await stage.get(run);
  return await verifyRunLog(await stage.log(run), { runId: id, count: last_seq });
}
