import type { BrowserContext } from "@playwright/test";
import { z } from "zod";
import { verifyRunLog } from "../../lib/run-log/verify.ts";
import { LogEntry } from "../../supabase/functions/_shared/contracts/run-log.ts";
import type { BenchStack } from "../support/stack.ts";
import type { Walk } from "./walk.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of the template's lines, which the viewer shows as such
const COLOURS = /\u001b\[\d+m/g;
const SPOKEN = /^standard error: /;

const Head = z.object({ seq: z.coerce.number(), lines: z.number(), hash: z.string() });

export interface Completeness {
  entries: number;
  /** Entries whose text the viewer did not show as the database has it, or not at all. */
  not_shown: number;
  /** The log that the viewer hands out, its hash chain recomputed and compared with the database's head. */
  chain: string;
}

export async function logHead({ sql }: BenchStack, runId: number): Promise<z.output<typeof Head>> {
  const [row] = await sql`
    select seq::text, lines, encode(hash, 'hex') as hash from private.log_heads where run_id = ${runId}`;
  return Head.parse(row);
}

/** Whether the viewer, walked from end to end, and its download hold what the database holds. */
export async function completenessOf(
  stack: BenchStack,
  context: BrowserContext,
  runId: number,
  walk: Walk,
): Promise<Completeness> {
  const head = await logHead(stack, runId);
  const shown = new Map(walk.lines);
  const rows = await stack.sql`select seq::int, kind, body from public.run_events where run_id = ${runId} order by seq`;
  const missing = rows.filter(({ seq, kind, body }) => {
    const text = shown.get(seq);
    // What is no line of output is told in words.
    return kind === "line" ? text?.replace(SPOKEN, "") !== body.replace(COLOURS, "") : text === undefined;
  });
  const answer = await context.request.get(`${stack.runboardUrl}/runs/${runId}/log?format=ndjson`, {
    timeout: 120_000,
  });
  const entries = (await answer.text())
    .split("\n")
    .filter(Boolean)
    .map((line) => LogEntry.parse(JSON.parse(line)));
  const verdict = await verifyRunLog(entries, { runId, count: head.seq, head: head.hash });
  return {
    entries: rows.length,
    not_shown: missing.length,
    chain: verdict.ok ? "whole" : `${verdict.reason} at ${verdict.seq}: ${verdict.message}`,
  };
}

export interface Lost {
  /** Lines that the processes printed, and those of them that the database has. */
  printed: number;
  kept: number;
  /** Runs whose hash chain the database finds broken. */
  broken_chains: number;
}

/** What of all the runs' lines the database has. `printed`: by the template's own parameters. */
export async function lostLines({ sql }: BenchStack, runs: readonly { id: number; printed: number }[]): Promise<Lost> {
  const ids = runs.map(({ id }) => id);
  const [row] = await sql`
    select count(*)::int as kept from public.run_events
    where run_id in ${sql(ids)} and kind = 'line' and body ~ 'line [0-9]+.* of [0-9]+'`;
  const [chains] = await sql`
    select count(*)::int as broken from unnest(${ids}::bigint[]) as r (id) cross join lateral private.verify_run_log(r.id) v
    where not v.ok`;
  return {
    printed: runs.reduce((sum, { printed }) => sum + printed, 0),
    kept: z.number().parse(row?.kept),
    broken_chains: z.number().parse(chains?.broken),
  };
}
