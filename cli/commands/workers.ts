import type { Command } from "commander";
import type { z } from "zod";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import type { ListWorkersOutput } from "../../supabase/functions/_shared/contracts/fleet.ts";
import { CliError } from "../cli-error.ts";
import { table } from "../output.ts";
import { utc } from "../time.ts";
import { contextOf } from "./context.ts";

type ListedWorker = z.infer<typeof ListWorkersOutput>["workers"][number];

export function addWorkers(program: Command): void {
  const workers = program.command("workers").description("the fleet that executes runs");

  workers
    .command("list")
    .description("workers, the one that called last first")
    .action(async (_options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      const { workers: listed } = await client.listWorkers({});
      output.result(listed, showWorkers);
    });

  workers
    .command("drain <worker>")
    .description("give this worker nothing more; what it holds it finishes. <worker> is its name or id")
    .action(async (wanted: string, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      const { worker } = await client.drainWorker({ worker_id: await chooseWorker(client, wanted) });
      output.result(
        worker,
        ({ name, held }) => `Worker ${name} drains; it holds ${held} ${held === 1 ? "run" : "runs"}`,
      );
    });

  workers
    .command("undrain <worker>")
    .description("let a drained worker claim again")
    .action(async (wanted: string, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      const { worker } = await client.undrainWorker({ worker_id: await chooseWorker(client, wanted) });
      output.result(worker, ({ name }) => `Worker ${name} claims again`);
    });

  workers
    .command("remove <worker>")
    .description("forget a worker that has been silent for a minute and holds no run")
    .action(async (wanted: string, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      const { worker } = await client.removeWorker({ worker_id: await chooseWorker(client, wanted) });
      output.result(worker, ({ name }) => `Worker ${name} is removed`);
    });
}

/** The id of the worker with this id, or with this name when only one has it: a restarted worker is a new one of the same name. */
async function chooseWorker(client: OpsClient, wanted: string): Promise<string> {
  const { workers } = await client.listWorkers({});
  const found = workers.filter(({ id, name }) => id === wanted || name === wanted);
  const [worker] = found;
  if (worker !== undefined && found.length === 1) return worker.id;
  if (worker === undefined) throw new CliError(`There is no worker "${wanted}"`, "See ops workers list.");
  throw new CliError(
    `Several workers are called "${wanted}"`,
    `Name one by id: ${found.map(({ id }) => id).join(", ")}.`,
  );
}

function showWorkers(workers: ListedWorker[]): string {
  const rows = workers.map(({ id, name, host, version, labels, slots, held, last_seen_at, ...worker }) => [
    name,
    worker.drain_requested_at === null ? null : `${held > 0 ? "draining" : "drained"} (${worker.drain_requested_by})`,
    `${held}/${slots}`,
    worker.run_ids.join(" "),
    labels.join(" "),
    host,
    version,
    utc(last_seen_at),
    id,
  ]);
  return table(["WORKER", "STATE", "SLOTS", "RUNS", "LABELS", "HOST", "VERSION", "LAST CALL (UTC)", "ID"], rows);
}
