import * as z from "zod";
import { Id, Uuid } from "./ids.ts";
import { shortText } from "./text.ts";

/** The filters as they stand in the address of the list of runs: `?status=failed&since=24h`. */
const ViewQuery = z
  .string()
  .max(2_000)
  .regex(/^\?[^\s\p{C}]+$/u, "must be the query of an address");
const ViewName = shortText(60);

/** A named set of filters of the list of runs. */
export const RunView = z.object({
  id: Id,
  name: z.string(),
  query: z.string(),
  /** The team sees it; else its owner alone. */
  shared: z.boolean(),
  owner: Uuid,
  owner_name: z.string(),
});
export type RunView = z.infer<typeof RunView>;
export const RunViewOutput = z.object({ view: RunView });

export const CreateRunViewInput = z.strictObject({ name: ViewName, query: ViewQuery, shared: z.boolean() });
/** Only its owner changes a view; an admin, too, where the team sees it. */
export const UpdateRunViewInput = z
  .strictObject({ view_id: Id, name: ViewName.optional(), query: ViewQuery.optional(), shared: z.boolean().optional() })
  .refine(({ name, query, shared }) => (name ?? query ?? shared) !== undefined, "give a name, a query or shared");
export const DeleteRunViewInput = z.strictObject({ view_id: Id });
/** What the caller's way to the list leads to; null: all runs. */
export const SetRunViewDefaultInput = z.strictObject({ view_id: Id.nullable() });
export const SetRunViewDefaultOutput = z.object({ view_id: Id.nullable() });
