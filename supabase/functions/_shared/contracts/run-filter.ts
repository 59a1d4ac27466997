import * as z from "zod";
import { Id, Instant, Slug } from "./ids.ts";
import { WorkerLabel } from "./label.ts";
import { limits } from "./limits.ts";
import { FailureCode, RunStatus } from "./run-status.ts";
import { shortText } from "./text.ts";

/** Which runs a list, a search or a bulk operation means: those that meet every condition given. SQL: `private.run_conditions`. */
export const RunFilter = z.strictObject({
  run_ids: z.array(Id).min(1).max(limits.runsSelected).optional(),
  session_id: Id.optional(),
  /** One of these. */
  status: z.array(RunStatus).min(1).optional(),
  /** Name; lanes of several sessions may share it. */
  lane: shortText(50).optional(),
  template: Slug.optional(),
  /** The version of its template that it runs asks for confirmation before a start. */
  confirm: z.literal(true).optional(),
  /** The repository that its parameter `repo` or `repository` names: `owner/name`, or a URL of it. */
  repo: shortText(200).optional(),
  /** It requires all of these of its worker. */
  labels: z.array(WorkerLabel).min(1).max(20).optional(),
  /** The name of who asked for it. */
  requested_by: shortText(200).optional(),
  failure_code: FailureCode.optional(),
  /** Created at or after, and before. */
  created_from: Instant.optional(),
  created_to: Instant.optional(),
  /** Ended at or after, and before. */
  finished_from: Instant.optional(),
  finished_to: Instant.optional(),
  /** From due to its first claim, and from there to its end, it took so long or longer. */
  min_wait_seconds: z.number().nonnegative().optional(),
  min_duration_seconds: z.number().nonnegative().optional(),
  /** Part of the title or of the parameters, in any case. */
  text: shortText(200).optional(),
});
export type RunFilter = z.infer<typeof RunFilter>;
