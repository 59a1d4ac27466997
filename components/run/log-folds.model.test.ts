import { expect, test } from "vitest";
import type { LogEntryView } from "../types.ts";
import { foldOver, linesOfSteps, toggled, withoutFolded } from "./log-folds.model.ts";

const kinds = {
  created: ["run_created", null],
  begin: ["step_started", 0],
  line: ["line", 0],
  file: ["artifact_attached", 0],
  end: ["step_finished", 0],
  next: ["step_started", 1],
  report: ["line", 1],
  done: ["run_succeeded", null],
} as const;
const logOf = (...names: (keyof typeof kinds)[]): LogEntryView[] =>
  names.map((name, index) => {
    const [kind, step] = kinds[name];
    return { seq: index + 1, attempt: 1, step, kind, stream: "stdout", body: "", emitted_at: "2026-11-20T20:00:00Z" };
  });
const log = logOf("created", "begin", "line", "file", "line", "line", "end", "next", "report", "done");
const first = { attempt: 1, step: 0 };

test("folding hides the lines of a step of one attempt, and nothing else", () => {
  const seqs = (folds: Parameters<typeof withoutFolded>[1]) => withoutFolded(log, folds).map(({ seq }) => seq);
  expect(seqs([first])).toEqual([1, 2, 4, 7, 8, 9, 10]);
  expect(seqs([{ attempt: 2, step: 0 }])).toEqual(log.map(({ seq }) => seq));
  expect(toggled(toggled([], first), { ...first })).toEqual([]);
});

test("lines are counted the same whether they are loaded, hidden or never fetched", () => {
  const counts = [...linesOfSteps(log, 10, false)];
  expect(counts).toEqual([
    [2, 3],
    [8, 1],
  ]);
  expect([...linesOfSteps(withoutFolded(log, [first]), 10, false)]).toEqual(counts);
});

test("a step that goes on counts up to the log's end; one whose end is not loaded is not counted", () => {
  const live = log.slice(0, 5);
  expect(linesOfSteps(live, 900, false).get(2)).toBe(897);
  expect(linesOfSteps(live, 900, true).get(2)).toBeUndefined();
});

test("a line that is hidden is known by the step that hides it", () => {
  const shown = withoutFolded(log, [first]);
  expect(foldOver(shown, [first], 5)).toEqual(first);
  expect(foldOver(shown, [first], 3)).toEqual(first);
  expect(foldOver(shown, [first], 9)).toBeNull();
  expect(foldOver(shown, [first], 99)).toBeNull();
});
