import * as z from "zod";
import { Id, Instant, Uuid } from "./ids.ts";
import { limits } from "./limits.ts";
import { shortText } from "./text.ts";

const LaneName = shortText(50);
/** How many runs of a lane may hold a slot at once; null: any number. */
const LaneCapacity = z.int().min(1).max(1_000).nullable();

export const CreateSessionInput = z.strictObject({
  name: shortText(100),
  visibility: z.enum(["team", "members"]).default("team"),
  lanes: z
    .array(z.strictObject({ name: LaneName, capacity: LaneCapacity.default(1) }))
    .min(1)
    .max(limits.lanesPerSession)
    .default(["A", "B", "C", "D"].map((name) => ({ name, capacity: 1 }))),
});

export const Lane = z.object({
  id: Id,
  name: z.string(),
  capacity: z.int().nullable(),
  paused_at: Instant.nullable(),
  pause_note: z.string().nullable(),
});
export type Lane = z.infer<typeof Lane>;

export const Session = z.object({
  id: Id,
  name: z.string(),
  visibility: z.enum(["team", "members"]),
  archived_at: Instant.nullable(),
  lanes: z.array(Lane),
});
export type Session = z.infer<typeof Session>;

export const RenameSessionInput = z.strictObject({ session_id: Id, name: shortText(100) });
export const ReopenSessionInput = z.strictObject({ session_id: Id });
/** Whoever keeps a session for members becomes one of them. */
export const SetSessionVisibilityInput = z.strictObject({ session_id: Id, visibility: z.enum(["team", "members"]) });
export const AddSessionMemberInput = z.strictObject({ session_id: Id, user_id: Uuid });
export const RemoveSessionMemberInput = z.strictObject({ session_id: Id, user_id: Uuid });
export const SessionMembersOutput = z.object({ session_id: Id, user_ids: z.array(Uuid) });

export const ArchiveSessionInput = z.strictObject({ session_id: Id });
export const ListSessionsInput = z.strictObject({ archived: z.boolean().default(false) });
export const ListSessionsOutput = z.object({ sessions: z.array(Session) });

export const PauseLaneInput = z.strictObject({ lane_id: Id, note: shortText(500) });
export const ResumeLaneInput = z.strictObject({ lane_id: Id });

/** A new lane, behind the session's others. */
export const CreateLaneInput = z.strictObject({ session_id: Id, name: LaneName, capacity: LaneCapacity.default(1) });
export const RenameLaneInput = z.strictObject({ lane_id: Id, name: LaneName });
/** A lower capacity stops nothing: the lane gives out no more until enough of its runs have ended. */
export const SetLaneCapacityInput = z.strictObject({ lane_id: Id, capacity: LaneCapacity });
/** Puts a lane at a place among its session's, counted from 1; beyond the last is last. */
export const MoveLaneInput = z.strictObject({ lane_id: Id, position: z.int().min(1).max(limits.lanesPerSession) });
/** Removes a lane that never had a run. */
export const RemoveLaneInput = z.strictObject({ lane_id: Id });
