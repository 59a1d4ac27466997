import { describe, expect, it } from "vitest";
import type { LogEntryView } from "../types.ts";
import { headingBefore, headingsOf, indexOfSeq, placeOf, rowOf, spansOf } from "./log.model.ts";

const esc = "\u001b";
const entry = (seq: number, changes: Partial<LogEntryView> = {}): LogEntryView => ({
  ...{ seq, attempt: 1, step: 0, stream: "stdout", kind: "line", body: "x", emitted_at: "2026-11-20T10:00:00Z" },
  ...changes,
});
const text = (line: string) => spansOf(line).map((span) => span.text);

describe("a log line", () => {
  it("without control characters is one plain span", () => {
    expect(spansOf("<b>a</b> & b")).toEqual([{ text: "<b>a</b> & b", className: "", color: null }]);
  });

  it("keeps its colours and decorations", () => {
    const spans = spansOf(`a ${esc}[31mred${esc}[0m ${esc}[1;92mbold${esc}[0m`);
    expect(spans.map((span) => [span.text, span.className])).toEqual([
      ["a ", ""],
      ["red", "ansi-red"],
      [" ", ""],
      ["bold", "ansi-green font-semibold"],
    ]);
  });

  it("keeps colours of the palette and true colours", () => {
    expect(spansOf(`${esc}[38;5;196mx`)[0]?.color).toBe("rgb(255 0 0)");
    expect(spansOf(`${esc}[38;5;244mx`)[0]?.color).toBe("rgb(128 128 128)");
    expect(spansOf(`${esc}[38;2;1;2;3mx`)[0]?.color).toMatch(/^rgb\(1, ?2, ?3\)$/);
  });

  it("loses cursor movement and window titles", () => {
    expect(text(`${esc}[2K${esc}[1A${esc}]0;title\u0007done`)).toEqual(["done"]);
  });

  it("shows what a carriage return left visible", () => {
    expect(text("10%\r50%\r100%")).toEqual(["100%"]);
    expect(text("done\r")).toEqual(["done"]);
  });

  it("shows other control characters as pictures", () => expect(text("a\u0007b\u007f")).toEqual(["a\u2407b\u2421"]));
});

describe("an entry", () => {
  const names = ["Build"];
  it("of output is marked when it came from the standard error", () => {
    expect(rowOf(entry(1, { stream: "stderr" }), names)).toEqual({ look: "line", stderr: true });
  });
  it("that starts a step is a heading with the step's name", () => {
    expect(rowOf(entry(1, { kind: "step_started" }), names)).toMatchObject({ look: "heading", title: "Build" });
    expect(rowOf(entry(1, { kind: "step_started", step: 4 }), names)).toMatchObject({ title: "Step 5" });
  });
  it("that ends a step says how", () => {
    const failed = entry(1, { kind: "step_finished", body: '{"status":"failed","exit_code":3,"error":"no disk"}' });
    expect(rowOf(failed, names)).toEqual({ look: "note", text: "Build failed (exit 3): no disk", tone: "bad" });
  });
  it("that somebody caused says who it was, and why", () => {
    const told = (kind: string, body: object) => {
      const row = rowOf(entry(1, { kind, body: JSON.stringify(body) }), names);
      return row.look === "note" ? row.text : row.look;
    };
    expect(told("run_created", { requested_by: "Ada" })).toBe("Run created by Ada");
    expect(told("run_retried", { by: "Ada", start_step: 2 })).toBe("Retry requested by Ada, from the step that failed");
    expect(told("run_retried", { by: "Ada", start_step: 0 })).toBe("Retry requested by Ada");
    expect(told("approval_requested", { title: "Go?" })).toBe("Approval requested: Go?");
    expect(told("approval_decided", { by: "Bo", decision: "approve", comment: "fine", missing: 1 })).toBe(
      "Approved by Bo: fine (1 more to approve)",
    );
    expect(told("approval_decided", { by: "Bo", decision: "reject", comment: "not today", missing: 1 })).toBe(
      "Rejected by Bo: not today",
    );
    expect(told("approval_expired", { outcome: "fail" })).toBe("Nobody decided in time: the step fails");
  });
  it("that ends an attempt says why, where no entry before it has", () => {
    const told = (kind: string, body: object) => rowOf(entry(1, { kind, body: JSON.stringify(body) }), names);
    const missing = { failure_code: "secret_missing", error: "This worker has no secret named TOKEN." };
    expect(told("run_failed", missing)).toMatchObject({
      text: "Run failed: A secret is missing (This worker has no secret named TOKEN.)",
    });
    expect(told("run_failed", { failure_code: "step_failed", error: "exit 3" })).toMatchObject({ text: "Run failed" });
    expect(told("run_requeued", { failure_code: "lease_expired", error: null, due_at: null })).toMatchObject({
      text: "Queued again: The worker was lost",
    });
    expect(told("run_requeued", { failure_code: "step_failed", due_at: "2026-11-20T10:00:00Z" })).toMatchObject({
      text: expect.stringMatching(/^Queued again; due at \d\d:00:00$/),
    });
    expect(told("run_requeued", { outcome: "released" })).toMatchObject({ text: "Queued again" });
  });
  it("of a kind that is not known yet is still shown", () => {
    for (const body of ["no json", "null", "[1]", '"text"', "{}"]) {
      expect(rowOf(entry(1, { kind: "run_teleported", body }), names)).toMatchObject({ text: "Run teleported" });
    }
  });
});

describe("a list of entries", () => {
  const entries = [entry(5, { kind: "step_started" }), entry(6), entry(8, { kind: "step_started", step: 1 }), entry(9)];
  it("finds an entry by its number", () => {
    expect([5, 6, 8, 9].map((seq) => indexOfSeq(entries, seq))).toEqual([0, 1, 2, 3]);
    expect([0, 7, 10].map((seq) => indexOfSeq(entries, seq))).toEqual([-1, -1, -1]);
  });
  it("stands at a line, at what follows one that is gone, and nowhere while it may be in a part that is not loaded", () => {
    const at = (seq: number, more: boolean) => placeOf(entries, seq, { hasEarlier: more, hasLater: more });
    expect([1, 5, 7, 9, 10].map((seq) => at(seq, false))).toEqual([0, 0, 2, 3, 3]);
    expect([1, 5, 7, 9, 10].map((seq) => at(seq, true))).toEqual([-1, 0, 2, 3, -1]);
  });
  it("finds the step that a line belongs to", () =>
    expect([0, 1, 2, 3].map((at) => headingBefore(headingsOf(entries), at))).toEqual([0, 0, 2, 2]));
  it("finds none above the first heading that is loaded", () =>
    expect(headingBefore(headingsOf(entries.slice(1)), 0)).toBe(-1));
});
