import { ZodError } from "zod";
import { createOpsClient, OpsError, type RetryPolicy } from "../lib/ops-client/index.ts";
import type { CommandInput, CommandName, CommandOutput } from "../supabase/functions/_shared/contracts/commands.ts";
import { errors } from "../supabase/functions/_shared/contracts/errors.ts";
import { limits } from "../supabase/functions/_shared/contracts/limits.ts";
import { together } from "../supabase/functions/_shared/together.ts";
import { QueueError } from "./queue-error.ts";

type Call<Name extends CommandName> = (input: CommandInput<Name>) => Promise<CommandOutput<Name>>;

/** The control plane as a worker sees it. Every call throws `QueueError`. Starts and ends of several runs may go in one call. */
export interface Queue {
  claim: Call<"runs.claim">;
  start: Call<"runs.start">;
  append: Call<"events.append">;
  heartbeat: Call<"runs.heartbeat">;
  finish: Call<"runs.finish">;
  putArtifact: Call<"artifacts.put">;
  uploadArtifact: Call<"artifacts.upload">;
  commitArtifact: Call<"artifacts.commit">;
  maintenanceTick: Call<"maintenance.tick">;
  fireDueSchedules: Call<"schedules.fire_due">;
}

/**
 * Short, since the worker itself asks again for as long as a lease lives: what it sends is the same again by claim id, batch number
 * or lease, so a new request id does no harm.
 */
const retry: Partial<RetryPolicy> = { tries: 3, baseMs: 100, capMs: 1_000, tryTimeoutMs: 4_000, deadlineMs: 5_000 };

/** The queue behind ops-executor. `url` is ops-executor's address, `apiKey` needs the scope runs.work. */
export function createQueue({ url, apiKey }: { url: string; apiKey: string }): Queue {
  const client = createOpsClient({ url, credential: () => apiKey, retry });
  const calling =
    <Name extends CommandName>(name: Name): Call<Name> =>
    async (input) => {
      try {
        return await client.call(name, input);
      } catch (error) {
        if (!(error instanceof OpsError)) throw error;
        const unreadable = error.status === 200 && error.cause instanceof ZodError;
        throw new QueueError(error.code, error.message, error.retryable, error, unreadable);
      }
    };
  // One that cannot be read must not be the end of the others.
  const apart = (error: unknown) => error instanceof QueueError && !error.retryable;
  return {
    claim: calling("runs.claim"),
    start: together({
      one: calling("runs.start"),
      many: startMany(calling("runs.start_many")),
      apart,
      most: limits.runsPerClaim,
    }),
    append: calling("events.append"),
    heartbeat: calling("runs.heartbeat"),
    finish: together({
      one: calling("runs.finish"),
      many: finishMany(calling("runs.finish_many")),
      apart,
      most: limits.runsPerClaim,
      heaviest: { limit: limits.entriesPerAppend, weight: ({ entries }) => entries?.length ?? 0 },
    }),
    putArtifact: calling("artifacts.put"),
    uploadArtifact: calling("artifacts.upload"),
    commitArtifact: calling("artifacts.commit"),
    maintenanceTick: calling("maintenance.tick"),
    fireDueSchedules: calling("schedules.fire_due"),
  };
}

function startMany(send: Call<"runs.start_many">) {
  return async (inputs: CommandInput<"runs.start">[]): Promise<(CommandOutput<"runs.start"> | Error)[]> => {
    const { runs } = await send({ leases: inputs.map(({ lease }) => lease) });
    return inputs.map(({ lease }) => {
      const answer = runs.find(({ run_id }) => run_id === lease.run_id);
      if (answer === undefined || answer.directive === "lost")
        return new QueueError("lease_lost", `the lease of run ${lease.run_id} is lost`);
      return { directive: answer.directive };
    });
  };
}

function finishMany(send: Call<"runs.finish_many">) {
  return async (inputs: CommandInput<"runs.finish">[]): Promise<(CommandOutput<"runs.finish"> | Error)[]> => {
    const claims = inputs.flatMap(({ lease, claim }) => (claim ? { ...claim, after: lease.run_id } : []));
    const { ends, claimed } = await send({ ends: inputs.map(({ claim: _, ...end }) => end), claims });
    const next = claimed.values();
    return inputs.map(({ lease, claim }) => {
      const answer = ends.find(({ run_id }) => run_id === lease.run_id);
      const own = claim === undefined ? null : (next.next().value ?? null);
      if (answer === undefined)
        return new QueueError("internal", `the end of run ${lease.run_id} was not answered`, true);
      if ("error" in answer)
        return new QueueError(answer.error.code, answer.error.message, "retryable" in errors[answer.error.code]);
      return { status: answer.status, claimed: own };
    });
  };
}
