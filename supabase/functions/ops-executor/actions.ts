import { z } from "zod";
import type { Database } from "./database.ts";
import { causeOf, log } from "./log.ts";
import type { ObjectStore } from "./object-store.ts";

const Claimed = z.array(z.looseObject({ id: z.int() }));
const RemoveObject = z.object({
  kind: z.literal("object.remove"),
  payload: z.object({ bucket: z.string().min(1), path: z.string().min(1) }),
});

/** At once, so that a tick stays short. */
const actionsPerTick = 5;

/**
 * Does some of what `private.outbox` holds: side effects outside of the database, each at least once. What fails is due again by itself.
 * Never rejects, because whoever asked for the tick wanted something else.
 */
export async function workOffOutbox(database: Database, store: ObjectStore): Promise<void> {
  try {
    const actions = Claimed.parse(await database.call("claim_actions", [actionsPerTick]));
    await Promise.all(
      actions.map(async (action) => {
        const failure = await perform(action, store);
        await database.call("settle_action", [action.id, failure]);
        if (failure !== null) log("error", { message: "action failed", action: action.id, failure });
      }),
    );
  } catch (error) {
    log("error", { message: "outbox not worked off", ...causeOf(error) });
  }
}

/** Null when it is done, else why not. */
async function perform(action: unknown, store: ObjectStore): Promise<string | null> {
  const known = RemoveObject.safeParse(action);
  if (!known.success) return "This version does not know such an action";
  const { bucket, path } = known.data.payload;
  try {
    await store.remove(bucket, path);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : "unknown error";
  }
}
