import { describe, expect, test } from "vitest";
import { causeText } from "./cause-text.ts";
import { Cause } from "./explain.ts";

const at = "2026-11-20T20:00:00Z";
const asks = { code: "waiting_for_approval", step: "sign off", until: at, approval_id: 7, title: "Go?" } as const;
const starting = { code: "starting", worker: "w1", at, until: at, expired: false, afterwards: "queued" } as const;
const texts: [Cause, string, string][] = [
  [starting, "w1 has not started it; lease ends", "Worker w1 has claimed it and not started it"],
  [
    { ...starting, expired: true },
    "w1 has not started it",
    "Worker w1 has claimed it and not started it, and its lease has ended: it is queued again as soon as that is found",
  ],
  [
    { ...starting, expired: true, afterwards: "cancelled" },
    "w1 has not started it",
    "Worker w1 has claimed it and not started it, and its lease has ended: it is cancelled as soon as that is found",
  ],
  [
    { code: "queue_expired", at },
    "was not claimed in time",
    "No worker claimed it in time: it fails as soon as that is found",
  ],
  [{ code: "delayed", until: at }, "due", "It was asked for later"],
  [
    { code: "backing_off", until: at, attempt: 2, max_attempts: 3 },
    "attempt 2 of 3",
    "It failed and is tried again: attempt 2 of 3",
  ],
  [
    { code: "waiting_for_old_processes", until: at },
    "old processes gone",
    "It was cancelled by force, and processes of that attempt may still live",
  ],
  [{ code: "waiting_for_timer", step: "pause", until: at }, "goes on", "Step “pause” waits for its time"],
  [
    { ...asks, missing: 1, count: 1, roles: ["admin", "operator"], not_requester: false, on_deadline: "fail" },
    "waits for admin or operator, else fails",
    "“Go?” waits for 1 approval by admin or operator",
  ],
  [
    { ...asks, missing: 2, count: 2, roles: ["admin"], not_requester: false, on_deadline: "reject" },
    "waits for admin, else rejected",
    "“Go?” waits for 2 approvals by admin",
  ],
  [
    { ...asks, missing: 1, count: 2, roles: ["api_key"], not_requester: true, on_deadline: "approve" },
    "waits for API key, else approved",
    "“Go?” waits for 1 more of 2 approvals by API key, not by who asked for the run",
  ],
  [
    { code: "lane_paused", lane: "A", by: "Ada", at, note: "switch-over" },
    "lane is paused",
    "Lane A was paused by Ada: switch-over",
  ],
  [
    { code: "lane_full", lane: "A", capacity: 1, held: 1, held_by: [7] },
    "slot held by run 7",
    "Lane A is full: 1 run in 1 slot, held by run 7",
  ],
  [
    { code: "lane_full", lane: "A", capacity: 2, held: 3, held_by: [7, 8, 9] },
    "slot held by runs 7, 8 and 1 more",
    "Lane A is full: 3 runs in 2 slots, held by runs 7, 8, 9",
  ],
  [
    { code: "lane_full", lane: "A", capacity: 20, held: 20, held_by: [7, 8, 9] },
    "all 20 slots held",
    "Lane A is full: 20 runs in 20 slots, held by runs 7, 8, 9 and 17 more",
  ],
  [{ code: "behind", lane: "A", ahead: 1, or_more: false }, "1 ahead", "1 run comes before it in lane A"],
  [
    { code: "behind", lane: "A", ahead: 1000, or_more: true },
    "1000 or more ahead",
    "1000 or more runs come before it in lane A",
  ],
  [
    { code: "behind", lane: "A", ahead: 5, or_more: false, free_slots: 1 },
    "5 ahead",
    "5 runs come before it in lane A, and no worker has more than 1 free slot",
  ],
  [
    { code: "key_held", key: "deploy:api", limit: 1, held: 1, held_by: [] },
    "key held by 1 run that you do not see: deploy:api",
    "deploy:api allows 1 at once and is held by 1 run that you do not see",
  ],
  [
    { code: "behind_for_key", key: "deploy:api", limit: 1, ahead: 1 },
    "1 ahead for deploy:api",
    "1 run of its lane, before it, wants deploy:api, which allows 1 at once",
  ],
  [{ code: "no_live_worker", last_seen_at: null }, "no live worker", "No worker is alive"],
  [
    { code: "no_worker_for_lane", live: 2 },
    "no worker for this lane",
    "None of 2 live workers has an API key for this lane",
  ],
  [
    { code: "no_worker_for_lane", live: 0 },
    "no worker for this lane",
    "The API keys of all live workers were revoked or have expired",
  ],
  [
    { code: "no_worker_with_labels", labels: ["gpu", "eu"], missing: ["gpu"], live: 1 },
    "no worker with gpu",
    "None of 1 worker of this lane has the label gpu",
  ],
  [
    { code: "no_worker_with_labels", labels: ["gpu", "eu"], missing: [], live: 2 },
    "no worker with gpu, eu",
    "None of 2 workers of this lane has all of the labels gpu, eu",
  ],
  [{ code: "workers_draining", workers: 1 }, "workers are draining", "1 worker could take it, but drains"],
  [
    { code: "slots_busy", busy: 4, slots: 4, workers: 2 },
    "4 of 4 worker slots busy",
    "4 of 4 slots of 2 workers are busy",
  ],
];

describe("a cause in words", () => {
  test.each(texts)("%o", (cause, short, text) => {
    expect(causeText(cause)).toMatchObject({ short, text });
  });

  test("exists for every code", () => {
    const codes = Cause.options.map((option) => option.shape.code.value).sort();
    expect([...new Set(texts.map(([{ code }]) => code))].sort()).toEqual(codes);
  });

  test("tells the moment at which it ends by itself, where it does", () => {
    const ending = texts.filter(([cause]) => causeText(cause).until === at).map(([{ code }]) => code);
    expect([...new Set(ending)]).toEqual([
      ...[
        "starting",
        "delayed",
        "backing_off",
        "waiting_for_old_processes",
        "waiting_for_timer",
        "waiting_for_approval",
      ],
    ]);
  });

  test("tells what happens then: a deadline does not mean that the run goes on", () => {
    const outcomes = texts.filter(([cause]) => causeText(cause).until === at).map(([cause]) => causeText(cause).then);
    expect(outcomes).toEqual([
      "its lease ends, unless renewed, and it is queued again",
      ...["it goes on", "it goes on", "it goes on", "it goes on"],
      ...["the run fails", "it counts as rejected", "it counts as approved"],
    ]);
  });
});
