import type { Command } from "commander";
import { chooseLane } from "../choose.ts";
import { contextOf } from "./context.ts";

export function addLanes(program: Command): void {
  const lanes = program.command("lanes").description("tracks of a session");

  lanes
    .command("pause <lane>")
    .description("let no further run of this lane begin; <lane> is its number, or its name in the session")
    .requiredOption("--note <text>", "why, for the others")
    .option("--session <id>", "session's number or name")
    .action(async (lane: string, options: { note: string; session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const lane_id = await chooseLane(client, lane, options.session);
      const paused = await client.pauseLane({ lane_id, note: options.note });
      output.result(paused, ({ name, pause_note }) => `Lane ${name} is paused: ${pause_note ?? ""}`);
    });

  lanes
    .command("resume <lane>")
    .description("let runs of this lane begin again")
    .option("--session <id>", "session's number or name")
    .action(async (lane: string, options: { session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const lane_id = await chooseLane(client, lane, options.session);
      output.result(await client.resumeLane({ lane_id }), ({ name }) => `Lane ${name} goes on`);
    });
}
