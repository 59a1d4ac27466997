import { inputOf, type Said } from "./asks.ts";
import { agree, type Call, call, Mismatch, refusalOf, refusedBy, type World } from "./call.ts";
import type { Operation } from "./operations.ts";
import { findRun, sender } from "./operator-calls.ts";
import { expire } from "./rules.ts";
import { asked, decide } from "./rules-of-waits.ts";
import { isApproval, type ModelRun } from "./state.ts";

/** What is shown of the approval that a run asked for last. */
interface Shown {
  id: string;
  attempt: number;
  step: number;
  digest: string;
  input: Said | null;
}

/** A decision on what a run asked last, as it stands when it is sent. */
export function decisionCall(
  world: World,
  { number, steps }: ModelRun,
  { by, decision, words, seen }: Extract<Operation, { op: "decide" }>,
): Call {
  const send = sender(world, by);
  return call(
    async () => {
      const [shown] = await world.room.sql<Shown[]>`
        select id, attempt, step, digest, input from public.approvals where run_id = ${number} order by id desc limit 1`;
      if (!shown) return undefined;
      world.commands += 1;
      const kind = steps[shown.step];
      const input = isApproval(kind) ? inputOf(kind, words) : undefined;
      const named = { approval_id: Number(shown.id), digest: seen ? shown.digest : "0".repeat(64) };
      const answer = await (decision === "approve"
        ? send("approvals.approve", { ...named, ...(input && { input }) })
        : send("approvals.reject", { ...named, comment: "not now" }));
      const { attempt } = shown;
      return { attempt, input, seen: seen ? (shown.input ?? {}) : undefined, refused: refusalOf(answer) };
    },
    (model, answer, { sweeps }) => {
      if (!answer) return;
      const { attempt, input, seen: saw, refused } = answer;
      const run = findRun(model, number);
      if (!asked(run, attempt)) throw new Mismatch("it has not asked yet");
      agree(
        `${decision} of run ${number} by ${by}`,
        refused,
        refusedBy(decide(run, attempt, { decision, by, input, seen: saw })),
      );
      if (sweeps) expire(model);
    },
  );
}
