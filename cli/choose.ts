import type { OpsClient } from "../lib/ops-client/index.ts";
import type { Schedule } from "../supabase/functions/_shared/contracts/schedule.ts";
import type { Session } from "../supabase/functions/_shared/contracts/session.ts";
import { CliError } from "./cli-error.ts";

/** The open session with this number or name; without one, the only open session there is. */
export async function chooseSession(client: OpsClient, wanted: string | undefined): Promise<Session> {
  const { sessions } = await client.listSessions({});
  const found = sessions.filter(({ id, name }) => wanted === undefined || String(id) === wanted || name === wanted);
  const [session] = found;
  if (session !== undefined && found.length === 1) return session;
  const known = sessions.map(({ id, name }) => `${id} (${name})`).join(", ");
  if (sessions.length === 0) throw new CliError("There is no open session", "Make one: ops sessions create <name>.");
  const problem = wanted === undefined ? "There are several open sessions" : `No open session is called "${wanted}"`;
  throw new CliError(problem, `Name one with --session: ${known}.`);
}

/** The number of the lane with this number, or with this name in the chosen session. */
export async function chooseLane(client: OpsClient, wanted: string, session: string | undefined): Promise<number> {
  if (/^\d+$/.test(wanted) && session === undefined) return Number(wanted);
  const { name, lanes } = await chooseSession(client, session);
  const lane = lanes.find((candidate) => candidate.name === wanted || String(candidate.id) === wanted);
  if (lane !== undefined) return lane.id;
  const known = lanes.map((candidate) => candidate.name).join(", ");
  throw new CliError(`Session "${name}" has no lane "${wanted}"`, `It has ${known}.`);
}

/** A run's number as people write it. */
export function runId(text: string): number {
  if (/^[1-9]\d{0,15}$/.test(text)) return Number(text);
  throw new CliError(`"${text}" is not a run's number`, "Write for instance: ops runs get 12.");
}

/** An instant as people write it; without an offset it is local time. */
export function instant(text: string): string {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new CliError(`"${text}" is not an instant`, "Write for instance: 2026-11-20T08:00:00Z.");
}

/** The schedule with this number or name. */
export async function chooseSchedule(client: OpsClient, wanted: string): Promise<Schedule> {
  const { schedules } = await client.listSchedules({});
  const found = schedules.filter(({ id, name }) => String(id) === wanted || name === wanted);
  const [schedule] = found;
  if (schedule !== undefined && found.length === 1) return schedule;
  const problem =
    schedule === undefined ? `There is no schedule "${wanted}"` : `Several schedules are called "${wanted}"`;
  throw new CliError(problem, "Name one by its number: ops schedules list.");
}
