import { describe, expect, it } from "vitest";
import type { ActiveRunView, LaneView, RunView } from "../types.ts";
import { canCancel, cancelPhases, canRetry } from "./cancel.model.ts";
import {
  capacityText,
  causesOfActive,
  countLive,
  type Explained,
  hiddenQueued,
  outcomesText,
  questionOf,
} from "./runboard.model.ts";

const run: RunView = {
  ...{
    id: 1042,
    session_id: 1,
    lane_id: 1,
    lane: "A",
    template: "host-health",
    template_version: 1,
    title: "Host health",
  },
  ...{
    status: "queued",
    priority: 0,
    concurrency_key: null,
    required_labels: [],
    attempt: 0,
    failed_attempts: 0,
    max_attempts: 1,
    failure_code: null,
    error: null,
    requested_by_name: "Ada",
  },
  ...{
    cancel_requested_at: null,
    cancel_requested_by: null,
    cancel_reason: null,
    available_at: null,
    scheduled_for: null,
  },
  ...{ created_at: "2026-11-20T10:00:00Z", started_at: null, finished_at: null },
};
const active: ActiveRunView = { ...run, id: 1041, status: "running", progress: null, worker: null };
const lane: LaneView = {
  ...{ id: 1, name: "A", capacity: 1, paused_at: null, paused_by: null, pause_note: null },
  ...{ active: [], queued: [run], queued_count: 1, recent: [], outcomes: [], approvals_count: 0 },
};

describe("what the database tells of a queued run", () => {
  const queueOf = (length: number, from = 1) => Array.from({ length }, (_, place) => ({ ...run, id: from + place }));

  it("is asked for all that a board usually shows, and anew when a lane changes", () => {
    const queued = queueOf(5);
    const waiting = { ...active, id: 9, status: "waiting" } as const;
    const full = { ...lane, queued, active: [active, waiting] };
    const { ids, circumstances } = questionOf([full, lane], 1);
    expect(ids).toEqual([1, 1042, 2, 3, 9, 4, 5]);
    expect(questionOf([full, lane], 1).circumstances).toBe(circumstances);
    expect(questionOf([{ ...full, capacity: 2 }, lane], 1).circumstances).not.toBe(circumstances);
    expect(questionOf([full, lane], 2).circumstances).not.toBe(circumstances);
    const later = queued.with(4, { ...run, id: 5, available_at: "2026-11-20T11:00:00Z" });
    expect(questionOf([{ ...full, queued: later }, lane], 1).circumstances).not.toBe(circumstances);
  });

  it("is said of a run only as long as it stands still", () => {
    const told: Explained = { 1041: [{ code: "lane_full", lane: "A", capacity: 1, held: 1, held_by: [9] }] };
    expect(causesOfActive({ ...active, status: "waiting" }, told)).toBe(told[1041]);
    expect(causesOfActive(active, told)).toEqual([]);
    expect(causesOfActive({ ...active, id: 7, status: "waiting" }, told)).toEqual([]);
  });

  it("is asked for anew when a run moves to another lane", () => {
    const other = { ...lane, id: 2, queued: [] };
    const before = questionOf([lane, other], 1).circumstances;
    const moved = { ...other, queued: [{ ...run, lane_id: 2 }] };
    expect(questionOf([{ ...lane, queued: [] }, moved], 1).circumstances).not.toBe(before);
  });

  it("is asked for a bounded number, of which a long queue takes no other lane's", () => {
    const { ids } = questionOf(
      [queueOf(50), queueOf(5, 101)].map((queued) => ({ ...lane, queued })),
      1,
    );
    expect(ids.filter((id) => id > 100)).toEqual([101, 102, 103, 104, 105]);
    expect(ids.filter((id) => id <= 100)).toEqual(queueOf(35).map(({ id }) => id));
  });

  it("is asked for the head of each queue however many lanes there are, up to what one question may name", () => {
    const lanes = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...lane, queued: queueOf(9, 100 * n) }));
    expect(questionOf(lanes(20), 1).ids.filter((id) => id % 100 < 3)).toHaveLength(60);
    expect(questionOf(lanes(20), 1).ids).toHaveLength(60);
    expect(questionOf(lanes(40), 1).ids).toHaveLength(100);
  });

  it("is asked for a run whose wait is over too: it is queued, and holds its slot until a worker takes it", () => {
    const resuming = { ...active, id: 9, status: "queued" } as const;
    expect(questionOf([{ ...lane, queued: [], active: [active, resuming] }], 1).ids).toEqual([9]);
  });

  it("is asked for a run that a worker has claimed and not started", () => {
    const claimed = { ...active, id: 9, status: "claimed" } as const;
    expect(questionOf([{ ...lane, queued: [], active: [active, claimed] }], 1).ids).toEqual([9]);
  });
});

describe("a lane", () => {
  it("says how many of its slots are held", () => {
    expect(capacityText({ capacity: 3, active: [active] })).toBe("1 of 3 slots");
    expect(capacityText({ capacity: null, active: [active] })).toBe("1 running");
  });
  it("counts what its queue does not show", () => expect(hiddenQueued({ queued: [run], queued_count: 5 })).toBe(4));
});

describe("workers", () => {
  it("are alive until their lease would be over", () => {
    const seen = ["2026-11-20T10:00:00Z", "2026-11-20T09:59:50Z", "2026-11-20T09:00:00Z"];
    const workers = seen.map((last_seen_at) => ({ last_seen_at }));
    expect(countLive(workers, Date.parse("2026-11-20T10:00:01Z"))).toBe(2);
  });
});

describe("a cancel", () => {
  const asked = { cancel_requested_at: "2026-11-20T10:00:00Z", finished_at: null };
  const states = (phases: ReturnType<typeof cancelPhases>) => phases?.map((phase) => phase.state);
  it("is stopping processes until the run is cancelled", () => {
    expect(states(cancelPhases({ ...asked, status: "running" }, null))).toEqual(["done", "now", "next"]);
    const stopped = { ...asked, finished_at: "2026-11-20T10:00:01Z", status: "cancelled" } as const;
    expect(states(cancelPhases(stopped, null))).toEqual(["done", "done"]);
  });
  const none = { cancel_acknowledged_at: null, term_sent_at: null, kill_sent_at: null, processes_gone_at: null };
  const words = (progress: object, fields: object = {}) =>
    cancelPhases({ ...asked, status: "running", ...fields }, { ...none, ...progress })?.map(
      ({ word, took }) => `${word}${took === null ? "" : ` +${took}`}`,
    );
  it("tells what its worker has done so far, how long each took, and what it does now", () => {
    expect(words({})).toEqual(["Requested", "Waiting for its worker", "Stopped"]);
    const acknowledged = { cancel_acknowledged_at: "2026-11-20T10:00:00.2Z" };
    expect(words(acknowledged)).toEqual(["Requested", "Worker knows +200", "Stopping processes", "Stopped"]);
    const killed = {
      ...acknowledged,
      ...{ term_sent_at: "2026-11-20T10:00:00.2Z", kill_sent_at: "2026-11-20T10:00:10.2Z" },
      processes_gone_at: "2026-11-20T10:00:10.3Z",
    };
    expect(words(killed, { status: "cancelled", finished_at: "2026-11-20T10:00:10.5Z" })).toEqual([
      ...["Requested", "Worker knows +200", "TERM sent +0", "KILL sent +10000", "Processes gone +100", "Stopped +200"],
    ]);
  });
  it("shows no phases when the run ended before it arrived", () => {
    expect(cancelPhases({ ...asked, status: "succeeded" }, null)).toBeNull();
  });
  it("can be asked for in every status that is not final, and once", () => {
    const statuses = ["queued", "claimed", "running", "waiting"] as const;
    expect(statuses.every((status) => canCancel({ status, cancel_requested_at: null }))).toBe(true);
    expect(canCancel({ status: "running", cancel_requested_at: asked.cancel_requested_at })).toBe(false);
    expect(canCancel({ status: "failed", cancel_requested_at: null })).toBe(false);
  });
});

describe("a retry", () => {
  it("is for what failed or was cancelled", () => {
    expect(canRetry({ status: "failed" })).toBe(true);
    expect(canRetry({ status: "cancelled" })).toBe(true);
    expect(canRetry({ status: "succeeded" })).toBe(false);
  });
});

it("a lane's last results are said in a sentence", () => {
  expect(outcomesText([])).toBe("No results yet");
  expect(outcomesText([{ id: 7, status: "cancelled" }])).toBe("Last result: 1 cancelled. The newest was cancelled.");
  const outcomes = (["failed", "succeeded", "succeeded"] as const).map((status, index) => ({ id: 9 - index, status }));
  expect(outcomesText(outcomes)).toBe("Last 3 results: 2 succeeded, 1 failed. The newest failed.");
});
