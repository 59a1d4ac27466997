import type { Contender } from "./contender.ts";
import { type Measured, medianOf } from "./rounds.ts";
import { drainRate, enqueueRate, type Scale } from "./rows.ts";
import type { BenchServer } from "./server.ts";

/** What is taken away from functions of ours, in this benchmark's database and for one trial only, to see what it costs. */
interface Without {
  name: string;
  /** Drains do without it anyway. */
  createsOnly?: true;
  changes: Record<string, (definition: string) => string>;
}

const withBody = (body: string) => (definition: string) =>
  definition.replace(/AS \$function\$[\s\S]*\$function\$/, () => `AS $function$ begin ${body} end $function$`);
/** A run without a head of its log is none. */
const onlyHeads =
  "if p_begin then insert into private.log_heads (run_id) select e.run_id from unnest(p_entries) e; end if;";
const guarantees: readonly Without[] = [
  { name: "without hints", changes: { send_run_hints: withBody("return;") } },
  {
    name: "without the chain",
    changes: { next_hash: (definition) => definition.replace(/RETURN sha256[\s\S]*/, "RETURN p_hash") },
  },
  {
    name: "without the log, and so without chain and hints",
    changes: { append_entries: withBody(onlyHeads), append_entry: withBody("return;") },
  },
  {
    name: "without audit",
    createsOnly: true,
    changes: { create_runs: (definition) => definition.replace(/ {2}insert into public\.audit_log[\s\S]*?;\n/, "") },
  },
];

/** Rates of ours as it is and without each guarantee, by turns. */
export async function breakdown(server: BenchServer, ours: Contender, scale: Scale): Promise<Measured[]> {
  const rows = [
    ["enqueue one by one, 10 at once", () => enqueueRate(ours, scale.parallel, 10)],
    ["drain one by one, 10 at once", () => drainRate(ours, scale.parallel, { connections: 10, batch: 1 })],
    ["drain in batches of 50, 4 at once", () => drainRate(ours, scale.batched, { connections: 4, batch: 50 })],
  ] as const;
  const measured = rows.map(([name]) => ({ name, samples: {} as Record<string, number[]> }));
  const trial = async (name: string, createsOnly = false) => {
    for (const [place, [, measure]] of rows.entries()) {
      if (createsOnly && place > 0) continue;
      await ours.clear();
      await server.checkpoint();
      const samples = measured[place]?.samples ?? {};
      samples[name] = [...(samples[name] ?? []), await measure()];
    }
  };
  for (let round = 0; round < scale.breakdownRounds; round += 1) {
    await trial("whole");
    for (const { name, createsOnly, changes } of guarantees) {
      const whole: string[] = [];
      for (const [functionName, change] of Object.entries(changes)) {
        const definition = await definitionOf(server, functionName);
        const changed = change(definition);
        if (changed === definition) throw new Error(`private.${functionName} has no part to take away`);
        await server.root.unsafe(changed);
        whole.push(definition);
      }
      await trial(name, createsOnly);
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

/** A table for bench/README.md: what a job costs with everything, and how much of that each guarantee is. */
export function breakdownTable(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ name, samples }) => {
    const whole = medianOf(samples.whole ?? []);
    const parts = Object.entries(samples).filter(([part]) => part !== "whole");
    return parts.map(([part, rates]) => {
      const rate = medianOf(rates);
      return `| ${name} | ${part} | ${Math.round(rate)} | ${(1_000_000 / whole - 1_000_000 / rate).toFixed(0)} of ${(1_000_000 / whole).toFixed(0)} |`;
    });
  });
  return ["| row | variant | jobs a second | what it costs, µs a job |", "| --- | --- | --- | --- |", ...lines].join(
    "\n",
  );
}
