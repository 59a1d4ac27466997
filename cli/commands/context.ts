import type { Command } from "commander";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import { connect } from "../connection.ts";
import { createOutput, type Output } from "../output.ts";

/** What every command works with. */
export interface Context {
  client: OpsClient;
  output: Output;
}

/** Connects and decides on the form of the output from the options before and after the command's name. */
export async function contextOf(command: Command): Promise<Context> {
  const { json } = command.optsWithGlobals<{ json?: boolean }>();
  return { client: await connect(), output: createOutput(json === true) };
}
