import { expect, it } from "vitest";
import type { LogEntry } from "../supabase/functions/_shared/contracts/run-log.ts";
import { createLogPrinter } from "./log-printer.ts";
import { createOutput } from "./output.ts";

function print(entries: Partial<LogEntry>[]): string[] {
  const lines: string[] = [];
  const output = {
    ...createOutput(false),
    style: (_: unknown, text: string) => text,
    line: (text: string) => lines.push(text),
  };
  const printer = createLogPrinter(output);
  for (const entry of entries) {
    const now = "2026-11-20T20:35:18Z";
    const common = { run_id: 1, seq: 1, attempt: 1, step: 0, stream: "system" as const, kind: "line", body: "{}" };
    printer({ ...common, emitted_at: now, recorded_at: now, hash: "", ...entry });
  }
  return lines;
}

it("a run reads as headings, lines by stream and transitions in words", () => {
  const lines = print([
    { kind: "run_created", step: null, body: '{"title":"Drill","requested_by":"Ann","steps":["Pack","Serve"]}' },
    { kind: "run_claimed", step: null, body: '{"worker":"w1"}' },
    { kind: "step_started" },
    { stream: "stdout", body: "out" },
    { stream: "stderr", body: "\u001b[2Jerr" },
    { kind: "step_finished", body: '{"status":"failed","exit_code":3,"failure_code":"step_failed"}' },
    { kind: "step_started", step: 1 },
    { kind: "cancel_requested", step: null, body: '{"by":"Bob","reason":"lunch"}' },
    { kind: "cancel_acknowledged" },
    { kind: "term_sent", body: '{"processes":2,"kill_after_ms":5000}' },
    { kind: "kill_sent", body: '{"processes":1,"after_ms":1040}' },
    { kind: "something_new", body: "not json" },
  ]);
  expect(lines).toEqual([
    '   * "Drill" requested by Ann',
    "   * claimed by w1",
    "── 1/2 Pack",
    "   | out",
    "   ! err",
    "   * Pack failed, exit 3 (step_failed)",
    "── 2/2 Serve",
    "   * cancel requested by Bob: lunch",
    "   * the worker knows of the cancel",
    "   * SIGTERM sent to 2 processes; SIGKILL follows after 5.0 s",
    "   * SIGKILL sent to 1 process after 1.0 s",
    "   * something new",
  ]);
});
