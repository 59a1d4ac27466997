import { createOpsClient, OpsError, type RetryPolicy } from "../lib/ops-client/index.ts";
import type { CommandInput, CommandName, CommandOutput } from "../supabase/functions/_shared/contracts/commands.ts";
import { QueueError } from "./queue-error.ts";

type Call<Name extends CommandName> = (input: CommandInput<Name>) => Promise<CommandOutput<Name>>;

/** The control plane as a worker sees it. Every call throws `QueueError`. */
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
        if (error instanceof OpsError) throw new QueueError(error.code, error.message, error.retryable, error);
        throw error;
      }
    };
  return {
    claim: calling("runs.claim"),
    start: calling("runs.start"),
    append: calling("events.append"),
    heartbeat: calling("runs.heartbeat"),
    finish: calling("runs.finish"),
    putArtifact: calling("artifacts.put"),
    uploadArtifact: calling("artifacts.upload"),
    commitArtifact: calling("artifacts.commit"),
    maintenanceTick: calling("maintenance.tick"),
    fireDueSchedules: calling("schedules.fire_due"),
  };
}
