import type { Command } from "commander";
import type { z } from "zod";
import type { Lane, Session } from "../../supabase/functions/_shared/contracts/session.ts";
import { table } from "../output.ts";
import { contextOf } from "./context.ts";

export function addSessions(program: Command): void {
  const sessions = program.command("sessions").description("named groups of runs");

  sessions
    .command("list")
    .description("open sessions and their lanes")
    .option("--archived", "archived ones instead")
    .action(async (options: { archived?: boolean }, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await client.listSessions(options)).sessions, showSessions);
    });

  sessions
    .command("create <name>")
    .description("open a session with the lanes A, B, C and D")
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result(await client.createSession({ name }), (session) => showSessions([session]));
    });
}

function showSessions(sessions: Session[]): string {
  const rows = sessions.map(({ id, name, visibility, lanes }) => [
    id,
    name,
    visibility,
    lanes.map(showLane).join(", "),
  ]);
  return table(["SESSION", "NAME", "VISIBLE TO", "LANES (NUMBER)"], rows);
}

/** `A (12)`, and whether it is paused. */
export function showLane({ id, name, paused_at }: z.infer<typeof Lane>): string {
  return `${name} (${id}${paused_at === null ? "" : ", paused"})`;
}
