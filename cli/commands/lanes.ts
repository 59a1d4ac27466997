import type { Command } from "commander";
import type { Lane, Session } from "../../supabase/functions/_shared/contracts/session.ts";
import { chooseLane, chooseSession } from "../choose.ts";
import { CliError } from "../cli-error.ts";
import { table } from "../output.ts";
import { utc } from "../time.ts";
import { contextOf } from "./context.ts";

export function addLanes(program: Command): void {
  const lanes = program.command("lanes").description("tracks of a session");

  lanes
    .command("list")
    .description("the lanes of a session in their order: how many runs at once, and whether they are paused")
    .option("--session <id>", "session's number or name; may be left out when only one is open")
    .action(async (options: { session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await chooseSession(client, options.session)).lanes, listLanes);
    });

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

  lanes
    .command("add <name>")
    .description("add a lane behind the others of a session")
    .option("--capacity <count>", "runs at once, or unlimited", "1")
    .option("--session <id>", "session's number or name")
    .action(async (name: string, options: { capacity: string; session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const session_id = (await chooseSession(client, options.session)).id;
      output.result(await client.createLane({ session_id, name, capacity: capacity(options.capacity) }), showLane);
    });

  lanes
    .command("rename <lane> <name>")
    .description("give a lane another name")
    .option("--session <id>", "session's number or name")
    .action(async (lane: string, name: string, options: { session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const lane_id = await chooseLane(client, lane, options.session);
      output.result(await client.renameLane({ lane_id, name }), showLane);
    });

  lanes
    .command("capacity <lane> <count>")
    .description("how many runs of a lane may be under way at once, or: unlimited; what runs goes on")
    .option("--session <id>", "session's number or name")
    .action(async (lane: string, count: string, options: { session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const lane_id = await chooseLane(client, lane, options.session);
      output.result(await client.setLaneCapacity({ lane_id, capacity: capacity(count) }), showLane);
    });

  lanes
    .command("move <lane> <position>")
    .description("put a lane at a place among its session's, counted from 1")
    .option("--session <id>", "session's number or name")
    .action(async (lane: string, position: string, options: { session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const lane_id = await chooseLane(client, lane, options.session);
      const session = await client.moveLane({ lane_id, position: Number(position) });
      output.result(session, showLanes);
    });

  lanes
    .command("remove <lane>")
    .description("remove a lane that never had a run")
    .option("--session <id>", "session's number or name")
    .action(async (lane: string, options: { session?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const lane_id = await chooseLane(client, lane, options.session);
      output.result(await client.removeLane({ lane_id }), showLanes);
    });
}

function capacity(text: string): number | null {
  if (text === "unlimited") return null;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CliError(`"${text}" is not a capacity`, "Write a number from 1, or unlimited.");
}

const listLanes = (lanes: Lane[]) =>
  table(
    ["LANE", "NAME", "RUNS AT ONCE", "PAUSED"],
    lanes.map(({ id, name, capacity: count, paused_at, pause_note }) => [
      ...[id, name, count ?? "any number"],
      paused_at === null ? "no" : `since ${utc(paused_at)} UTC: ${pause_note ?? ""}`,
    ]),
  );
const showLane = ({ name, capacity: count }: Lane) => `Lane ${name} runs ${count ?? "any number"} at once`;
const showLanes = ({ name, lanes }: Session) => `Lanes of ${name}: ${lanes.map((lane) => lane.name).join(", ")}`;
