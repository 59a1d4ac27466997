import * as z from "zod";
import { Id, Instant } from "../../supabase/functions/_shared/contracts/ids.ts";

export const laneColumns = "id, name, position, capacity, paused_at, paused_by, pause_note";
export const LaneRow = z.object({
  id: Id,
  name: z.string(),
  position: z.int(),
  capacity: z.int().nullable(),
  paused_at: Instant.nullable(),
  paused_by: z.string().nullable(),
  pause_note: z.string().nullable(),
});
export type LaneRow = z.output<typeof LaneRow>;

export const sessionColumns = "id, name, visibility, archived_at, created_at";
export const SessionRow = z.object({
  id: Id,
  name: z.string(),
  visibility: z.enum(["team", "members"]),
  archived_at: Instant.nullable(),
  created_at: Instant,
});
export type SessionRow = z.output<typeof SessionRow>;
