import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { percentile } from "../support/samples.ts";
import type { BenchStack } from "../support/stack.ts";

/** Milliseconds since the epoch: one machine, one clock. */
interface Passage {
  sent: number;
  accepted: number;
  created: number;
  claimed: number;
  started: number;
  step: number;
  spawned: number;
}

const Row = z.object({
  created: z.number(),
  claimed: z.number(),
  started: z.number(),
  step: z.number(),
  spawned: z.number(),
});

/** A bash that prints its own first instant. */
const instant = { kind: "shell" as const, name: "Instant", run: "echo spawned $EPOCHREALTIME" };

/** One run after the other, each on an idle control room; undefined where one did not get as far within 20 s. */
export async function idlePassages(stack: BenchStack, sessionId: number, count: number): Promise<Passage[]> {
  const passages: Passage[] = [];
  for (let n = 0; n < count; n += 1) {
    await delay(150 + Math.random() * 450);
    const sent = now();
    const { run } = await stack.ops.createRun({ session_id: sessionId, lane: "Idle", steps: [instant] });
    const accepted = now();
    const row = await seen(stack, run.id);
    passages.push({ sent, accepted, ...row });
  }
  return passages;
}

/** The parts of the way, in ms: p50 and p99 of each. */
export function partsOf(
  passages: readonly Passage[],
): Record<string, { p50_ms: number; p99_ms: number; samples_ms: number[] }> {
  const part = (from: keyof Passage, to: keyof Passage) => {
    const samples_ms = passages.map((each) => Math.round((each[to] - each[from]) * 100) / 100);
    return { p50_ms: percentile(samples_ms, 0.5), p99_ms: percentile(samples_ms, 0.99), samples_ms };
  };
  return {
    "accepted to spawned": part("accepted", "spawned"),
    "sent to accepted": part("sent", "accepted"),
    "created to claimed": part("created", "claimed"),
    "claimed to started": part("claimed", "started"),
    "started to the step's start": part("started", "step"),
    "the step's start to spawned": part("step", "spawned"),
  };
}

async function seen({ sql }: BenchStack, runId: number): Promise<z.infer<typeof Row>> {
  for (const deadline = now() + 20_000; now() < deadline; await delay(40)) {
    const [row] = await sql`
      select
        max(extract(epoch from recorded_at) * 1000) filter (where kind = 'run_created')::float8 as created,
        max(extract(epoch from recorded_at) * 1000) filter (where kind = 'run_claimed')::float8 as claimed,
        max(extract(epoch from recorded_at) * 1000) filter (where kind = 'run_started')::float8 as started,
        max(extract(epoch from emitted_at) * 1000) filter (where kind = 'step_started')::float8 as step,
        max(substr(body, 9)::float8 * 1000) filter (where body ~ '^spawned [0-9.]+$') as spawned
      from public.run_events where run_id = ${runId}`;
    const parsed = Row.safeParse(row);
    if (parsed.success) return parsed.data;
  }
  throw new Error(`run ${runId} was not spawned within 20 s`);
}

const now = () => performance.timeOrigin + performance.now();
