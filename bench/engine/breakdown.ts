import { costOf } from "./backend-cost.ts";
import type { Contender } from "./contender.ts";
import { type Measured, medianOf } from "./rounds.ts";
import type { Scale } from "./rows.ts";
import type { BenchServer } from "./server.ts";

/** What is taken away from functions of ours, in this benchmark's database and for one trial only, to see what it costs. */
interface Without {
  name: string;
  /** What it takes part in; everything unless said. */
  only?: "creates" | "drains";
  changes: Record<string, (definition: string) => string>;
}

const withBody = (body: string) => (definition: string) =>
  definition.replace(/AS \$function\$[\s\S]*\$function\$/, () => `AS $function$ begin ${body} end $function$`);
const replacing =
  (...pairs: readonly (readonly [from: string | RegExp, to: string])[]) =>
  (definition: string) =>
    pairs.reduce((text, [from, to]) => {
      const replaced = text.replace(from, () => to);
      if (replaced === text) throw new Error(`there is nothing like ${from} to take away`);
      return replaced;
    }, definition);
/** A run without a head of its log is none. */
const onlyHeads = withBody("insert into private.log_heads (run_id) select e.run_id from unnest(p_entries) e;");
/** What workers name passes for a lease. */
const namedLeases = `return array(
  select row(n.run_id, n.attempt, r.session_id, n.token, p_now, null, p_key.id, null, 0, null)::private.leases
  from unnest(p_named) n join public.runs r on r.id = n.run_id order by n.run_id
);`;

const guarantees: readonly Without[] = [
  {
    name: "without the lane's lock",
    only: "drains",
    changes: { take_runs: replacing([" for no key update skip locked;", ";"]) },
  },
  {
    name: "without capacity",
    only: "drains",
    changes: { lane_holders: withBody("return '{}';"), take_slots: withBody("return;") },
  },
  {
    name: "without the lease and its receipt",
    only: "drains",
    changes: {
      claim_picked: replacing(
        [
          /insert into private\.leases \([^)]*\)\s+select c\.id, c\.attempt, c\.session_id,/,
          "select row(c.id, c.attempt, c.session_id, gen_random_uuid(),",
        ],
        [
          /c\.deadline_at\s+from claimed c\s+returning leases as lease/,
          "0, c.deadline_at)::private.leases as lease from claimed c",
        ],
      ),
      fence_all: withBody(namedLeases),
      succeed_runs: replacing(
        [/, released as \([\s\S]*?\n {2}\)/, ""],
        [/insert into private\.lease_receipts[^;]*/, "select v_run_ids into v_run_ids"],
      ),
    },
  },
  {
    name: "without the attempt and its steps",
    only: "drains",
    changes: {
      claim_picked: replacing([/, attempts as \([\s\S]*?, leased as \(/, ", leased as ("]),
      last_steps: withBody("return '{}';"),
      succeed_runs: replacing([/, attempts as \([\s\S]*?, released as \(/, ", released as ("]),
    },
  },
  { name: "without hints", changes: { send_run_hints: withBody("return;"), send_new_run_hints: withBody("return;") } },
  { name: "without the chain", changes: { next_hash: replacing([/RETURN sha256[\s\S]*/, "RETURN p_hash"]) } },
  {
    name: "without the log, and so without chain and hints",
    changes: { begin_logs: onlyHeads, append_entries: withBody("return;"), append_entry: withBody("return;") },
  },
  {
    name: "without audit",
    only: "creates",
    changes: { create_runs: replacing([/, audited as \([\s\S]*?\n {2}\)/, ""]) },
  },
];

/** What a job of each row costs Postgres, in µs of processor time, with everything and without each guarantee, by turns. Linux only. */
export async function breakdown(server: BenchServer, ours: Contender, scale: Scale): Promise<Measured[]> {
  const { parallel, batched } = scale;
  const drained = (count: number, at: Parameters<Contender["drain"]>[1]) => async () => {
    await ours.enqueueBulk(count, 100);
    await ours.settle();
    return await costOf(server, count, () => ours.drain(count, at));
  };
  const rows = [
    ["creates", "enqueue one by one, 10 at once", () => costOf(server, parallel, () => ours.enqueue(parallel, 10))],
    ["drains", "drain one by one, 10 at once", drained(parallel, { connections: 10, batch: 1 })],
    ["drains", "drain in batches of 50, 4 at once", drained(batched, { connections: 4, batch: 50 })],
  ] as const;
  const measured = rows.map(([, name]) => ({ name, samples: {} as Record<string, number[]> }));
  const trial = async (name: string, only?: Without["only"]) => {
    for (const [place, [kind, , measure]] of rows.entries()) {
      if (only !== undefined && only !== kind) continue;
      await ours.clear();
      await server.checkpoint();
      const samples = measured[place]?.samples ?? {};
      samples[name] = [...(samples[name] ?? []), await measure()];
    }
  };
  for (let round = 0; round < scale.breakdownRounds; round += 1) {
    for (const { name, only, changes } of guarantees) {
      // Beside each, because the machine is not the same all the time.
      await trial("whole", only);
      const whole: string[] = [];
      for (const [functionName, change] of Object.entries(changes)) {
        const definition = await definitionOf(server, functionName);
        await server.root.unsafe(change(definition));
        whole.push(definition);
      }
      await trial(name, only);
      for (const definition of whole) await server.root.unsafe(definition);
    }
  }
  return measured;
}

async function definitionOf({ root }: BenchServer, functionName: string): Promise<string> {
  const [row] = await root<{ definition: string }[]>`
    select pg_get_functiondef(p.oid) as definition from pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname = ${functionName}`;
  if (row === undefined) throw new Error(`there is no function private.${functionName}`);
  return row.definition;
}

/** A table for bench/README.md: what a job costs with everything, and how much more that is than without each guarantee, measured just after it. */
export function breakdownTable(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ name, samples: { whole = [], ...parts } }) =>
    Object.entries(parts).map(([part, without], place, { length }) => {
      const costs = without.map((us, round) => (whole[round * length + place] ?? Number.NaN) - us);
      const cost = medianOf(costs);
      const share = Math.round((cost / medianOf(whole)) * 100);
      return `| ${name} | ${part} | ${cost.toFixed(0)} of ${medianOf(whole).toFixed(0)} | ${share} % |`;
    }),
  );
  const head = "| row | variant | what it costs, µs of Postgres' processor time a job | share |";
  return [head, "| --- | --- | --- | --- |", ...lines].join("\n");
}
