/** Operations of sequences in which one thing happens at a time. */
import type postgres from "postgres";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { agree, type Call, call, refusalOf, refusedBy, type World } from "./call.ts";
import { choose } from "./choose.ts";
import { appendManyCall, finishManyCall, startManyCall } from "./many-calls.ts";
import type { LoneOperation, Operation } from "./operations.ts";
import { command, findRun } from "./operator-calls.ts";
import * as rules from "./rules.ts";
import * as operators from "./rules-of-operators.ts";
import { fireCall, newScheduleCall, scheduleCall } from "./schedule-calls.ts";
import { isFinal, type Model, type ModelRun } from "./state.ts";

const lone: ReadonlySet<string> = new Set<LoneOperation["op"]>([
  ...(["moveBeside", "schedule", "updateSchedule", "fire", "pauseSchedule", "resumeSchedule", "runNow"] as const),
  ...(["age", "hold", "release", "bulk", "startMany", "finishMany", "appendMany"] as const),
]);
export const isLone = (operation: Operation): operation is LoneOperation => lone.has(operation.op);

export function loneCall(world: World, model: Model, operation: LoneOperation): Call | undefined {
  const { sql } = world.room;
  switch (operation.op) {
    case "moveBeside":
      return moveCall(world, model, operation);
    case "schedule":
      return newScheduleCall(world, model, operation);
    case "updateSchedule":
    case "pauseSchedule":
    case "resumeSchedule":
    case "runNow":
      return scheduleCall(world, model, operation);
    case "fire":
      return fireCall(world, model, operation.minutes);
    case "startMany":
      return startManyCall(world, model, operation.leases);
    case "finishMany":
      return finishManyCall(world, model, operation);
    case "appendMany":
      return appendManyCall(world, model, operation);
    case "bulk":
      return bulkCall(world, operation);
    case "age": {
      const run = choose(model.runs, operation.run, isFinal);
      return (
        run &&
        touch(
          run,
          sql`
        update public.runs set finished_at = now() - make_interval(days => ${operation.days}) where id = ${run.number} and finished_at is not null`,
          (found) => {
            if (isFinal(found)) found.age = operation.days;
          },
        )
      );
    }
    case "hold":
    case "release": {
      const hold = operation.op === "hold";
      const run = choose(
        // On what is purged a hold is refused, by an error that would end the transaction.
        model.runs.filter(({ purged }) => !(hold && purged)),
        operation.run,
        ({ held }) => held !== hold,
      );
      const sent = (id: number) =>
        hold
          ? sql`select private.hold_run(${id}, 'the model')`
          : sql`select private.release_run_hold(${id}, 'the model')`;
      return (
        run &&
        touch(run, sent(run.number), (found) => {
          found.held = hold;
        })
      );
    }
  }
}

/** Something done to a run that nobody refuses. */
const touch = (run: ModelRun, query: postgres.PendingQuery<postgres.Row[]>, rule: (run: ModelRun) => void): Call =>
  call(
    async () => void (await query),
    (model) => rule(findRun(model, run.number)),
  );

type Ranks = Map<number, number>;
async function ranksIn({ room, session }: World): Promise<Ranks> {
  const rows = await room.sql<{ id: number; rank: number }[]>`
    select id::integer, rank::float8 from public.runs where session_id = ${session.id}`;
  return new Map(rows.map(({ id, rank }) => [id, rank]));
}

/** Directly before or behind another run, whose lane and priority it takes; all others keep their order. */
function moveCall(
  world: World,
  model: Model,
  operation: Extract<LoneOperation, { op: "moveBeside" }>,
): Call | undefined {
  const queued = (run: ModelRun) => run.status === "queued";
  const run = choose(model.runs, operation.run, queued);
  const anchor = choose(model.runs, operation.anchor, (other) => queued(other) && other !== run);
  if (!run || !anchor) return undefined;
  // What the command's own sweep brings back stands where its rank is, perhaps between the two.
  const line = model.runs.filter(inLine).map(({ number }) => number);
  const input: CommandInput<"runs.move"> = {
    run_id: run.number,
    ...(operation.before ? { before: anchor.number } : { after: anchor.number }),
  };
  const moving = command(world, "runs.move", input, (now, answer) =>
    agree(
      ...([`move of run ${run.number} beside ${anchor.number}`, refusalOf(answer)] as const),
      refusedBy(operators.moveBeside(findRun(now, run.number), findRun(now, anchor.number))),
    ),
  );
  return call(
    async () => ({ answer: await moving.send(), ranks: await ranksIn(world) }),
    (now, { answer, ranks }, circumstances) => {
      moving.judge(now, answer, circumstances);
      takeRanks(now, ranks, line, findRun(now, run.number), findRun(now, anchor.number), operation.before);
    },
  );
}

const inLine = (run: ModelRun) => run.status === "queued" && run.due === "now" && !run.resuming;

function takeRanks(
  model: Model,
  ranks: Ranks,
  inLineBefore: number[],
  moved: ModelRun,
  anchor: ModelRun,
  before: boolean,
): void {
  const changed = ranks.get(moved.number) !== moved.rank;
  const neighbours = model.runs.filter(
    (other) =>
      other !== moved &&
      other.lane === anchor.lane &&
      other.priority === anchor.priority &&
      (other === anchor || inLineBefore.includes(other.number)),
  );
  const order = () => [...neighbours].sort(rules.byPlace).map(({ number }) => number);
  const asBefore = order();
  for (const run of model.runs) run.rank = ranks.get(run.number) ?? run.rank;
  if (!changed) return;
  agree("the order of the others", order(), asBefore);
  const line = [...neighbours, moved].sort(rules.byPlace);
  agree("who stands beside it", line[line.indexOf(moved) + (before ? 1 : -1)]?.number, anchor.number);
}

/** Every run of the session or of one lane, in as many steps as it takes. */
function bulkCall(world: World, { action, lane, from, limit }: Extract<LoneOperation, { op: "bulk" }>): Call {
  const { room, session, operators: people } = world;
  const filter = { session_id: session.id, ...(lane === undefined ? {} : { lane: session.lanes[lane]?.name }) };
  return call(
    async () => {
      const created = await room.call("bulk_operations.create", people[0], { action, filter, from });
      let { bulk_operation: now } = created;
      while (now.status === "running") {
        const step = { bulk_operation_id: now.id, limit };
        now = (await room.call("bulk_operations.step", people[0], step)).bulk_operation;
      }
      world.commands += 1; // its end is on record in the session; its steps name none
      return now;
    },
    (model, { status, total, done, skipped, failed }) => {
      const meant = (run: ModelRun) =>
        (lane === undefined || run.lane === lane) &&
        (action === "cancel" ? !isFinal(run) : ["failed", "cancelled"].includes(run.status));
      const counted = model.runs.filter(meant).length;
      rules.expire(model); // after the count: the sweep comes last
      const runs = model.runs.filter(meant);
      for (const run of runs) action === "cancel" ? operators.cancel(model, run, false) : operators.retry(run, from);
      rules.expire(model);
      const gone = Math.max(0, counted - runs.length);
      agree(
        `bulk ${action}`,
        { status, total, done, skipped, failed },
        { status: "done", total: counted, done: runs.length, skipped: gone, failed: 0 },
      );
    },
  );
}
