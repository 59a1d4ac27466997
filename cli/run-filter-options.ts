import { type Command, Option } from "commander";
import type { OpsClient } from "../lib/ops-client/index.ts";
import type { RunFilter } from "../supabase/functions/_shared/contracts/run-filter.ts";
import { FailureCode, RunStatus } from "../supabase/functions/_shared/contracts/run-status.ts";
import { chooseSession, instant } from "./choose.ts";
import { parseDuration } from "./time.ts";

export interface FilterOptions {
  session?: string;
  status?: RunStatus[];
  lane?: string;
  template?: string;
  repo?: string;
  label?: string[];
  by?: string;
  failure?: FailureCode;
  from?: string;
  to?: string;
  waited?: number;
  ran?: number;
  text?: string;
}

/** The conditions by which runs are named, as options. */
export function withFilter(command: Command): Command {
  return command
    .option("--session <id>", "only of this session (number or name)")
    .addOption(new Option("--status <status...>", "only of these statuses").choices(RunStatus.options))
    .option("--lane <name>", "only of lanes of this name")
    .option("--template <slug>", "only of this template")
    .option("--repo <owner/name>", "only those whose parameter repo or repository names it")
    .option("--label <label...>", "only those that require these labels of their worker")
    .option("--by <name>", "only those asked for by this person, key or schedule")
    .addOption(new Option("--failure <code>", "only failed ones with this code").choices(FailureCode.options))
    .option("--from <instant>", "created at or after, e.g. 2026-11-20T08:00:00Z", instant)
    .option("--to <instant>", "created before", instant)
    .option("--waited <time>", "waited so long for its first claim, or longer, e.g. 15m", parseDuration)
    .option("--ran <time>", "took so long from there to its end, or longer", parseDuration)
    .option("--text <text>", "part of the title or of the parameters");
}

/** The options as commands take them. */
export async function filterOf(client: OpsClient, options: FilterOptions): Promise<RunFilter> {
  const { session, status, lane, template, repo, label, by, failure, from, to, waited, ran, text } = options;
  return {
    ...(session !== undefined && { session_id: (await chooseSession(client, session)).id }),
    ...(status !== undefined && { status }),
    ...(lane !== undefined && { lane }),
    ...(template !== undefined && { template }),
    ...(repo !== undefined && { repo }),
    ...(label !== undefined && { labels: label }),
    ...(by !== undefined && { requested_by: by }),
    ...(failure !== undefined && { failure_code: failure }),
    ...(from !== undefined && { created_from: from }),
    ...(to !== undefined && { created_to: to }),
    ...(waited !== undefined && { min_wait_seconds: waited }),
    ...(ran !== undefined && { min_duration_seconds: ran }),
    ...(text !== undefined && { text }),
  };
}
