import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { Id, Instant, Slug } from "../../supabase/functions/_shared/contracts/ids.ts";
import { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { CatchUp, Overlap } from "../../supabase/functions/_shared/contracts/schedule.ts";
import { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { scheduleKeys } from "./keys.ts";

const columns = `id, session_id, lane_id, name, parameters, cron, time_zone, catch_up, overlap, revision, owner_name, next_at, paused_at, paused_by,
  pause_note, last_note, last_run_id, sessions(name), lanes(name), run_templates(slug)`;

const Row = z.object({
  ...{ id: Id, session_id: Id, lane_id: Id, name: z.string(), parameters: z.record(z.string(), Json) },
  ...{ cron: z.string(), time_zone: z.string(), catch_up: CatchUp, overlap: Overlap, revision: z.int() },
  owner_name: z.string(),
  ...{ next_at: Instant.nullable(), paused_at: Instant.nullable(), paused_by: z.string().nullable() },
  ...{ pause_note: z.string().nullable(), last_note: z.string().nullable(), last_run_id: Id.nullable() },
  sessions: z.object({ name: z.string() }),
  lanes: z.object({ name: z.string() }),
  run_templates: z.object({ slug: Slug }),
});
const LastRun = z.object({
  ...{ id: Id, status: RunStatus, cancel_requested_at: Instant.nullable(), created_at: Instant },
  finished_at: Instant.nullable(),
});

/** The schedules that the reader may see, what comes first on top, each with the run it made last. */
export function scheduleListQuery(connect: Connect) {
  return queryOptions({
    queryKey: scheduleKeys.list,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const schedules = await read(
        supabase
          .from("schedules")
          .select(columns)
          .is("deleted_at", null)
          .order("next_at", { nullsFirst: false })
          .order("id")
          .limit(500)
          .abortSignal(signal),
        z.array(Row),
      );
      const runIds = schedules.flatMap(({ last_run_id }) => last_run_id ?? []);
      const runs =
        runIds.length === 0
          ? []
          : await read(
              supabase
                .from("runs")
                .select("id, status, cancel_requested_at, created_at, finished_at")
                .in("id", runIds)
                .abortSignal(signal),
              z.array(LastRun),
            );
      return schedules.map(({ sessions, lanes, run_templates, last_run_id, ...schedule }) => ({
        ...schedule,
        session_name: sessions.name,
        lane: lanes.name,
        template: run_templates.slug,
        last_run: runs.find(({ id }) => id === last_run_id) ?? null,
      }));
    },
  });
}
