import * as z from "zod";
import { Id, Instant, Slug } from "../../supabase/functions/_shared/contracts/ids.ts";
import { RunStatus } from "../../supabase/functions/_shared/contracts/run-status.ts";
import { read } from "../query/read.ts";
import type { Supabase } from "../supabase/types.ts";

const LastRun = z.object({
  ...{ id: Id, status: RunStatus, cancel_requested_at: Instant.nullable(), created_at: Instant },
  finished_at: Instant.nullable(),
});
const Template = z.object({
  ...{ slug: Slug, archived_at: Instant.nullable(), name: z.string(), description: z.string(), confirm: z.boolean() },
  ...{ steps: z.int(), version: z.int(), note: z.string().nullable(), published_at: Instant, published_by: z.string() },
  last_run: LastRun.nullable(),
  /** False: none of its newest runs is one that the reader sees; an older one may be. */
  last_run_certain: z.boolean(),
  /** Names of the schedules that the reader sees. */
  schedules: z.array(z.string()),
});

/** Every template in its newest version, archived ones too, by name. */
export async function readTemplateOverview(supabase: Supabase, signal: AbortSignal) {
  return await read(supabase.rpc("template_overview").abortSignal(signal), z.array(Template));
}
