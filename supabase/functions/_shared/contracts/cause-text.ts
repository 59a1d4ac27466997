import { deadlineTexts, rolesText } from "./approval-text.ts";
import type { Cause } from "./explain.ts";

/**
 * A cause in words for people. `short` fits on a card, and is what happens at `until` or ends in it; the moment at which it ends by itself, where
 * it does, is `until`, and `then` what happens at it.
 */
export interface CauseText {
  short: string;
  text: string;
  until: string | null;
  then: string;
}

const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

/** The one place where causes get their words: the Runboard, the run's page and the CLI say the same. */
export function causeText(cause: Cause): CauseText {
  const said = (short: string, text: string, until: string | null = null, then = "it goes on"): CauseText => ({
    ...{ short, text, until, then },
  });
  switch (cause.code) {
    case "starting": {
      const short = `${cause.worker} has not started it`;
      const text = `Worker ${cause.worker} has claimed it and not started it`;
      const again = cause.afterwards === "queued" ? "queued again" : "cancelled";
      return cause.expired
        ? said(short, `${text}, and its lease has ended: it is ${again} as soon as that is found`)
        : said(`${short}; lease ends`, text, cause.until, `its lease ends, unless renewed, and it is ${again}`);
    }
    case "queue_expired":
      return said("was not claimed in time", "No worker claimed it in time: it fails as soon as that is found");
    case "delayed":
      return said("due", "It was asked for later", cause.until);
    case "backing_off":
      return said(
        `attempt ${cause.attempt} of ${cause.max_attempts}`,
        `It failed and is tried again: attempt ${cause.attempt} of ${cause.max_attempts}`,
        cause.until,
      );
    case "waiting_for_old_processes":
      return said(
        "old processes gone",
        "It was cancelled by force, and processes of that attempt may still live",
        cause.until,
      );
    case "waiting_for_timer":
      return said("goes on", `Step “${cause.step}” waits for its time`, cause.until);
    case "waiting_for_approval":
      return approval(cause, said);
    case "lane_paused":
      return said("lane is paused", `Lane ${cause.lane} was paused by ${cause.by}: ${cause.note}`);
    case "lane_full":
      return said(
        // A wide lane is full without it being any one run's doing.
        cause.capacity > 2 ? `all ${cause.capacity} slots held` : `slot held by ${runs(cause, 2)}`,
        `Lane ${cause.lane} is full: ${plural(cause.held, "run")} in ${plural(cause.capacity, "slot")}, held by ${runs(cause)}`,
      );
    case "behind": {
      const ahead = `${cause.ahead}${cause.or_more ? " or more" : ""}`;
      const slots = cause.free_slots ? `, and no worker has more than ${plural(cause.free_slots, "free slot")}` : "";
      return said(
        `${ahead} ahead`,
        `${ahead} ${cause.ahead === 1 ? "run comes" : "runs come"} before it in lane ${cause.lane}${slots}`,
      );
    }
    case "key_held":
      return said(
        `key held by ${runs(cause, 2)}: ${cause.key}`,
        `${cause.key} allows ${cause.limit} at once and is held by ${runs(cause)}`,
      );
    case "behind_for_key":
      return said(
        `${cause.ahead} ahead for ${cause.key}`,
        `${plural(cause.ahead, "run")} of its lane, before it, ${cause.ahead === 1 ? "wants" : "want"} ${cause.key}, which allows ${cause.limit} at once`,
      );
    case "no_live_worker":
      return said("no live worker", "No worker is alive");
    case "no_worker_for_lane":
      return said(
        "no worker for this lane",
        cause.live > 0
          ? `None of ${plural(cause.live, "live worker")} has an API key for this lane`
          : "The API keys of all live workers were revoked or have expired",
      );
    case "no_worker_with_labels":
      return cause.missing.length > 0
        ? said(
            `no worker with ${cause.missing.join(", ")}`,
            `None of ${plural(cause.live, "worker")} of this lane has the label ${cause.missing.join(" or ")}`,
          )
        : said(
            `no worker with ${cause.labels.join(", ")}`,
            `None of ${plural(cause.live, "worker")} of this lane has all of the labels ${cause.labels.join(", ")}`,
          );
    case "workers_draining":
      return said("workers are draining", `${plural(cause.workers, "worker")} could take it, but drains`);
    case "slots_busy":
      return said(
        `${cause.busy} of ${cause.slots} worker slots busy`,
        `${cause.busy} of ${plural(cause.slots, "slot")} of ${plural(cause.workers, "worker")} are busy`,
      );
  }
}

type ApprovalCause = Extract<Cause, { code: "waiting_for_approval" }>;
/** Who has to approve, and what its deadline makes of it, which need not be that the run goes on. */
function approval(
  { title, missing, count, roles, not_requester, on_deadline, until }: ApprovalCause,
  said: (short: string, text: string, until: string, then: string) => CauseText,
): CauseText {
  const wanted = missing < count ? `${missing} more of ${count} approvals` : plural(count, "approval");
  const by = rolesText(roles);
  const others = not_requester ? ", not by who asked for the run" : "";
  return said(
    `waits for ${by}, else ${shortOutcomes[on_deadline]}`,
    `“${title}” waits for ${wanted} by ${by}${others}`,
    until,
    deadlineTexts[on_deadline],
  );
}
const shortOutcomes: Readonly<Record<ApprovalCause["on_deadline"], string>> = {
  ...{ approve: "approved", reject: "rejected", fail: "fails" },
};

/** The runs named, and how many more there are. */
function runs({ held, held_by }: { held: number; held_by: readonly number[] }, most = 10): string {
  const named = held_by.slice(0, most);
  const more = held - named.length;
  if (named.length === 0) return plural(held, "run that you do not see", "runs that you do not see");
  return `${named.length === 1 ? "run" : "runs"} ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
