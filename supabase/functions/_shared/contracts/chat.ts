import * as z from "zod";
import { ApproveApprovalInput, RejectApprovalInput } from "./approval.ts";
import { Id, Instant, Uuid } from "./ids.ts";
import { CancelRunInput, CreateRunInput, RetryRunInput } from "./run.ts";
import { PauseLaneInput, ResumeLaneInput } from "./session.ts";
import { cleanText } from "./text.ts";

/** Commands that a line of chat may be, each with its own input. They are executed as the line's author. */
export const ChatCommand = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("runs.create"), input: CreateRunInput }),
  z.strictObject({ name: z.literal("runs.cancel"), input: CancelRunInput }),
  z.strictObject({ name: z.literal("runs.retry"), input: RetryRunInput }),
  z.strictObject({ name: z.literal("approvals.approve"), input: ApproveApprovalInput }),
  z.strictObject({ name: z.literal("approvals.reject"), input: RejectApprovalInput }),
  z.strictObject({ name: z.literal("lanes.pause"), input: PauseLaneInput }),
  z.strictObject({ name: z.literal("lanes.resume"), input: ResumeLaneInput }),
]);
export type ChatCommand = z.infer<typeof ChatCommand>;
export type ChatCommandInput = z.input<typeof ChatCommand>;

export const chatBodyLength = 2_000;

/**
 * Keeps a line and does what it says, in one transaction. `message_id` is drawn by the sender: the line and its command happen once, however
 * often it is sent.
 */
export const SendChatInput = z.strictObject({
  session_id: Id,
  message_id: Uuid,
  body: z.string().trim().min(1).max(chatBodyLength).transform(cleanText),
  /** Absent: the line asks for nothing to be changed. */
  command: ChatCommand.optional(),
});

/** A line as everybody in the session reads it. */
export const ChatMessage = z.object({
  id: Id,
  session_id: Id,
  message_id: Uuid,
  /** `operator:<uuid>`. */
  author: z.string(),
  author_name: z.string(),
  body: z.string(),
  sent_at: Instant,
  /** What was executed, under which request id, and how it ended: `ok` or the refusal's code; null: the line was no command. */
  command: z.string().nullable(),
  request_id: Uuid.nullable(),
  outcome: z.string().nullable(),
  outcome_message: z.string().nullable(),
  /** The run that it made or concerned. */
  run_id: Id.nullable(),
  lane_id: Id.nullable(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;
export const ChatMessageOutput = z.object({ message: ChatMessage });
