import { waitUntil } from "../../supabase/local/process/wait-until.ts";
import type { BenchStack } from "./stack.ts";

const STORM_LINES_PER_SECOND = 500;
const STORM_SECONDS = 10;

/** Fills an instance as after a morning's work; answers each main screen's path. */
export async function seedScreens({ ops }: BenchStack): Promise<Record<string, string>> {
  const session = await ops.createSession({ name: "Release 2.3" });
  const create = (lane: string, template: string, parameters = {}) =>
    ops.createRun({ session_id: session.id, lane, template, parameters });
  const { run: storm } = await create("A", "log-storm", {
    lines_per_second: STORM_LINES_PER_SECOND,
    seconds: STORM_SECONDS,
    long_lines: 0,
  });
  for (const lane of ["B", "C"])
    for (let made = 0; made < 3; made += 1)
      await create(lane, "release-drill", made === 1 ? { folder: "/srv/none" } : {});
  const finished = async () => (await ops.getRun({ run_id: storm.id })).run.finished_at;
  if ((await waitUntil(finished, { timeoutMs: 60_000, intervalMs: 500 })) === null)
    throw new Error("the run for the run page has not ended");
  // It holds its slot without a word, so that pages come to rest.
  const steps = [{ kind: "shell" as const, name: "Hold the slot", run: "sleep 3600" }];
  await ops.createRun({ session_id: session.id, lane: "D", title: "Long and silent", steps });
  await create("D", "host-health");
  return {
    "sign-in": "/sign-in",
    board: `/sessions/${session.id}`,
    runs: "/runs",
    run: `/runs/${storm.id}`,
    templates: "/templates",
    overview: "/overview",
    settings: "/settings/operators",
  };
}
