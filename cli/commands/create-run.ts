import type { Command } from "commander";
import { chooseSession, instant } from "../choose.ts";
import { parseParameters } from "../parameters.ts";
import { parseDuration } from "../time.ts";
import { wholeNumber } from "../whole-number.ts";
import { contextOf } from "./context.ts";
import { countOf, createInParts, manyRuns } from "./create-many-runs.ts";
import { showRun } from "./show-run.ts";
import { tailRun } from "./tail-run.ts";

interface Options {
  parameter: string[];
  session?: string;
  lane?: string;
  title?: string;
  in?: number;
  at?: string;
  expiresIn?: number;
  timeout?: number;
  priority?: number;
  maxAttempts?: number;
  count?: number;
  file?: string;
  tail?: boolean;
}

export function addCreateRun(runs: Command): void {
  runs
    .command("create <template>")
    .description("run a template")
    .option(
      "-p, --parameter <key=value>",
      "a parameter; again for more",
      (pair, pairs: string[]) => [...pairs, pair],
      [],
    )
    .option("--session <id>", "session's number or name; may be left out when only one is open")
    .option("--lane <name>", "lane; the template's default or the first one when left out")
    .option("--title <text>", "what to call the run")
    .option("--in <duration>", "start later: 90s, 15m, 2h, 1d", parseDuration)
    .option("--at <time>", "start at a moment, e.g. 2026-12-01T06:00+01:00", instant)
    .option("--expires-in <duration>", "fail the run when nobody claims it for so long", parseDuration)
    .option("--timeout <duration>", "fail the run when it runs for so long", parseDuration)
    .option("--priority <n>", "from -100 to 100; higher comes first in its lane", wholeNumber)
    .option("--max-attempts <n>", "how often it may fail before it stays failed; else the template's", wholeNumber)
    .option("--count <n>", "so many runs, as one command", countOf)
    .option("--file <path>", "a run for each line: a JSON object with parameters, title and priority, all optional")
    .option("--tail", "follow the run's log until its end")
    .addHelpText("after", "\nExample:\n  ops runs create host-health -p disk_percent=90 --tail")
    .action(async (template: string, options: Options, command: Command) => {
      const context = await contextOf(command);
      const { client, output } = context;
      const [session, { templates }] = await Promise.all([
        chooseSession(client, options.session),
        client.listTemplates({}),
      ]);
      const schema = templates.find(({ slug }) => slug === template)?.parameter_schema;
      const parameters = parseParameters(options.parameter, schema);
      const plan = {
        session_id: session.id,
        template,
        ...(options.lane === undefined ? {} : { lane: options.lane }),
        ...(options.in === undefined ? {} : { delay_seconds: options.in }),
        ...(options.at === undefined ? {} : { available_at: options.at }),
        ...(options.expiresIn === undefined ? {} : { expires_in_seconds: options.expiresIn }),
        ...(options.timeout === undefined ? {} : { timeout_seconds: options.timeout }),
        ...(options.maxAttempts === undefined ? {} : { max_attempts: options.maxAttempts }),
      };
      const own = {
        parameters,
        priority: options.priority ?? 0,
        ...(options.title === undefined ? {} : { title: options.title }),
      };
      if (options.count !== undefined || options.file !== undefined) {
        const runs = await manyRuns(own, options);
        return output.result(
          await createInParts(client, plan, runs),
          ({ run_ids }) => `${run_ids.length} runs: ${run_ids[0]} to ${run_ids.at(-1)}`,
        );
      }
      const { run } = await client.createRun({ ...plan, ...own });
      if (!options.tail) return output.result(run, showRun);
      output.note(`Run ${run.id} (${run.title}) in lane ${run.lane} of session ${session.id} (${session.name})`);
      process.exitCode = await tailRun(context, run.id);
    });
}
