import { parseArgs } from "node:util";
import { ConfigurationError } from "./config.ts";

/** How long a worker works. */
export type WorkMode =
  /** Until it is told to stop. */
  | "serve"
  /** At most one run. */
  | "once"
  /** Until nothing can be claimed any more. */
  | "drain-queue";

export const usage = `Usage: worker [--once | --drain-queue]

  --once         claim one run at most, run it and end
  --drain-queue  work until nothing can be claimed any more, and end

Exit codes with either: 0 all runs succeeded, 1 the worker itself failed, 2 wrong arguments or configuration, 3 the API key is not
known, 4 it may not claim, 7 the control plane cannot be reached, 8 there was nothing to do, 9 a run failed or was lost, 10 none failed
but one was cancelled, waits, was handed back or is tried again later, or the worker was stopped before it was done. What counts is
what became of a run last: one that succeeds when it is tried again has succeeded. Configuration comes from the environment: see docs/workers.md.`;

/** The mode that the arguments ask for; `help` when they ask for the usage. Throws ConfigurationError. */
export function workModeOf(args: string[]): WorkMode | "help" {
  const options = { once: { type: "boolean" }, "drain-queue": { type: "boolean" }, help: { type: "boolean" } } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new ConfigurationError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
  if (values.help) return "help";
  if (values.once && values["drain-queue"]) throw new ConfigurationError(`Give one of the two.\n\n${usage}`);
  if (values.once) return "once";
  return values["drain-queue"] ? "drain-queue" : "serve";
}
