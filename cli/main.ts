import { Command, CommanderError } from "commander";
import { version } from "../supabase/functions/_shared/version.ts";
import { explain } from "./cli-error.ts";
import { addApprovals } from "./commands/approvals.ts";
import { addArtifacts } from "./commands/artifacts.ts";
import { addLanes } from "./commands/lanes.ts";
import { addRetention } from "./commands/retention.ts";
import { addRuns } from "./commands/runs.ts";
import { addSchedules } from "./commands/schedules.ts";
import { addSessions } from "./commands/sessions.ts";
import { addTemplates } from "./commands/templates.ts";
import { addWorkers } from "./commands/workers.ts";

const usage = 2;

function createProgram(): Command {
  const program = new Command("ops")
    .description("The control room at the command line. Tables at a terminal, JSON when piped or with --json.")
    .version(version)
    .option("--json", "print JSON")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  addRuns(program);
  addSessions(program);
  addLanes(program);
  addTemplates(program);
  addArtifacts(program);
  addApprovals(program);
  addSchedules(program);
  addWorkers(program);
  addRetention(program);
  return program;
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : usage;
  } else {
    const { line, exit } = explain(error);
    process.stderr.write(`ops: ${line}\n`);
    process.exitCode = exit;
  }
}
