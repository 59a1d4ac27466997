import type { ChatCommandInput } from "../chat.ts";
import type { Intent, Known } from "./intent.ts";

/** The command that an intent is; null for those that change nothing. Null, too, where what it names has gone meanwhile. */
export function toCommand(intent: Intent, known: Known, session_id: number): ChatCommandInput | null {
  switch (intent.verb) {
    case "run": {
      const { template, lane, title, priority, parameters } = intent;
      const place = {
        ...(lane !== null && { lane }),
        ...(title !== null && { title }),
        ...(priority !== 0 && { priority }),
      };
      return { name: "runs.create", input: { session_id, template, ...place, parameters } };
    }
    case "cancel": {
      const { run_id, reason } = intent;
      return { name: "runs.cancel", input: { run_id, ...(reason !== null && { reason }) } };
    }
    case "retry":
      return { name: "runs.retry", input: { run_id: intent.run_id, from: intent.from } };
    case "approve":
    case "reject": {
      // The digest is that of what the page shows, so nobody decides on what they have not seen.
      const asked = known.approvals.find(({ run_id }) => run_id === intent.run_id);
      if (asked === undefined) return null;
      const seen = { approval_id: asked.id, digest: asked.digest };
      if (intent.verb === "reject") return { name: "approvals.reject", input: { ...seen, comment: intent.comment } };
      const { input, comment } = intent;
      const given = Object.keys(input).length > 0 || asked.input === null;
      return {
        name: "approvals.approve",
        input: { ...seen, ...(given && { input }), ...(comment !== null && { comment }) },
      };
    }
    case "pause":
    case "resume": {
      const lane_id = known.lanes.find(({ name }) => name === intent.lane)?.id;
      if (lane_id === undefined) return null;
      if (intent.verb === "resume") return { name: "lanes.resume", input: { lane_id } };
      return { name: "lanes.pause", input: { lane_id, note: intent.note } };
    }
    default:
      return null;
  }
}
