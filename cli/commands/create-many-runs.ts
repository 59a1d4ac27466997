import { readFile } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { z } from "zod";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { describeIssues } from "../../supabase/functions/_shared/contracts/issues.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { CreateManyRunsInput } from "../../supabase/functions/_shared/contracts/run.ts";
import { CliError } from "../cli-error.ts";

type Plan = Omit<CommandInput<"runs.create_many">, "runs">;
const Line = CreateManyRunsInput.shape.runs.element;
type NewRun = z.infer<typeof Line>;
/** Without a default: what a line leaves out is as it is said for all. */
const WrittenLine = Line.extend({ priority: Line.shape.priority.unwrap().optional() });

export function countOf(text: string): number {
  const count = z.coerce.number().int().positive().safeParse(text);
  if (!count.success) throw new InvalidArgumentError("a positive whole number");
  return count.data;
}

/** The runs that `--count` or the lines of `--file` ask for; what a line says goes before what is said for all. */
export async function manyRuns(own: NewRun, { count, file }: { count?: number; file?: string }): Promise<NewRun[]> {
  if (file === undefined) return Array.from({ length: count ?? 1 }, () => own);
  if (count !== undefined) throw new CliError("--count and --file are two ways to say how many.", "Give one of them.");
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((text, at) => (text.trim() === "" ? [] : [runOfLine(own, text, at + 1)]));
}

function runOfLine(own: NewRun, text: string, number: number): NewRun {
  const line = WrittenLine.safeParse(jsonOf(text));
  if (!line.success)
    throw new CliError(`Line ${number} of the file: ${describeIssues(line.error)}`, "Each line is one JSON object.");
  const { priority = own.priority, parameters, ...rest } = line.data;
  return { ...own, ...rest, priority, parameters: { ...own.parameters, ...parameters } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One command for each thousand runs. */
export async function createInParts(client: OpsClient, plan: Plan, runs: NewRun[]): Promise<{ run_ids: number[] }> {
  const run_ids: number[] = [];
  for (let from = 0; from < runs.length; from += limits.runsPerCreate) {
    const part = { ...plan, runs: runs.slice(from, from + limits.runsPerCreate) };
    run_ids.push(...(await client.createManyRuns(part)).run_ids);
  }
  return { run_ids };
}
