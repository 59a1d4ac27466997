import type { ConnectProblem, SetupState } from "../../supabase/functions/_shared/contracts/setup-state.ts";
import { askState } from "./gateway.ts";
import { expectedSchema } from "./schema/this-checkout.ts";
import { readSettings } from "./settings.ts";
import { shared } from "./shared.ts";

/** How long a ready project is taken to be ready without asking it again, in ms. */
const TRUSTED_MS = 30_000;
/** How long one that is not ready is not asked again. */
const REFUSED_MS = 1_000;

/**
 * `ready`: people can work. `new`: all is there but the first operator. `broken`: the database is not the code's, or there is no project
 * to use. `away`: it has never been seen ready and gives no answer.
 */
export type Readiness = "ready" | "new" | "broken" | "away";

interface Known {
  value: Readiness | null;
  at: number;
  asking: Promise<Readiness> | null;
}
const known = shared<Known>("readiness", () => ({ value: null, at: 0, asking: null }));

/** For every request: costs nothing while all is well, because a ready project is asked again in the background. */
export async function readiness(): Promise<Readiness> {
  const age = Date.now() - known.at;
  if (known.value === "ready") {
    if (age > TRUSTED_MS) void ask();
    return "ready";
  }
  if (known.value !== null && age <= REFUSED_MS) return known.value;
  return await ask();
}

/** What the wizard has found out, more closely than the proxy looks. */
export function setReadiness(state: SetupState): void {
  set(readinessOf(state));
}

function readinessOf({ connect, database, has_admin }: SetupState): Readiness {
  const silent = connect.problem === null ? database.status === "unknown" : isOutage(connect.problem);
  if (silent) return known.value === "ready" ? "ready" : "away";
  if (connect.problem !== null || database.status !== "current") return "broken";
  return has_admin || known.value === "ready" ? "ready" : "new";
}

function isOutage(problem: ConnectProblem): boolean {
  return problem === "unreachable" || problem === "unhealthy";
}

function ask(): Promise<Readiness> {
  known.asking ??= look().then((found) => {
    known.asking = null;
    return set(found);
  });
  return known.asking;
}

async function look(): Promise<Readiness> {
  const settings = readSettings(process.env);
  if (!settings.ok) return "broken";
  const [expected, told] = await Promise.all([expectedSchema(), askState(settings.url, settings.key)]);
  // An outage is not a setup: pages that worked have their own words for it.
  if (told === null) return known.value === "ready" ? "ready" : "away";
  if (typeof told === "string" || told.fingerprint !== expected.fingerprint) return "broken";
  return told.has_operators ? "ready" : "new";
}

function set(value: Readiness): Readiness {
  known.value = value;
  known.at = Date.now();
  return value;
}
