import { z } from "zod";
import { Id, Instant } from "./ids.ts";
import { shortText } from "./text.ts";

export const CreateSessionInput = z.strictObject({
  name: shortText(100),
  visibility: z.enum(["team", "members"]).default("team"),
  lanes: z
    .array(z.strictObject({ name: shortText(50), capacity: z.int().min(1).max(1_000).nullable().default(1) }))
    .min(1)
    .max(50)
    .default(["A", "B", "C", "D"].map((name) => ({ name, capacity: 1 }))),
});

export const Lane = z.object({
  id: Id,
  name: z.string(),
  capacity: z.int().nullable(),
  paused_at: Instant.nullable(),
  pause_note: z.string().nullable(),
});

export const Session = z.object({
  id: Id,
  name: z.string(),
  visibility: z.enum(["team", "members"]),
  archived_at: Instant.nullable(),
  lanes: z.array(Lane),
});
export type Session = z.infer<typeof Session>;

export const ArchiveSessionInput = z.strictObject({ session_id: Id });
export const ListSessionsInput = z.strictObject({ archived: z.boolean().default(false) });
export const ListSessionsOutput = z.object({ sessions: z.array(Session) });

export const PauseLaneInput = z.strictObject({ lane_id: Id, note: shortText(500) });
export const ResumeLaneInput = z.strictObject({ lane_id: Id });
