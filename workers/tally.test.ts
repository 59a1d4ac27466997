import { expect, it } from "vitest";
import type { RunStatus } from "../supabase/functions/_shared/contracts/run-status.ts";
import { exitCodes, Tally } from "./tally.ts";

type End = [runId: number, status: RunStatus | undefined];

it.each<[what: string, ends: End[], exit: keyof typeof exitCodes]>([
  ["nothing", [], "nothingToDo"],
  [
    "runs that succeed",
    [
      [1, "succeeded"],
      [2, "succeeded"],
    ],
    "succeeded",
  ],
  [
    "a run that succeeds when it is tried again",
    [
      [1, "queued"],
      [2, "succeeded"],
      [1, "succeeded"],
    ],
    "succeeded",
  ],
  [
    "a run that was lost and succeeds when it is tried again",
    [
      [1, undefined],
      [1, "succeeded"],
    ],
    "succeeded",
  ],
  [
    "a run that fails in the end",
    [
      [1, "queued"],
      [1, "failed"],
      [2, "succeeded"],
    ],
    "runFailed",
  ],
  [
    "a run whose end could not be told",
    [
      [1, undefined],
      [2, "waiting"],
    ],
    "runFailed",
  ],
  [
    "a run that is tried again later",
    [
      [1, "queued"],
      [2, "succeeded"],
    ],
    "unfinished",
  ],
  ["a run that waits", [[1, "waiting"]], "unfinished"],
  [
    "a run that was cancelled",
    [
      [1, "cancelled"],
      [2, "succeeded"],
    ],
    "unfinished",
  ],
])("the exit code of %s", (_, ends, exit) => {
  const tally = new Tally();
  for (const [runId, status] of ends) tally.add(runId, status);
  expect(tally.exitCode).toBe(exitCodes[exit]);
});
