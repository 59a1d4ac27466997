/** Batches of a run's log, each of one line and of what moves one step on. */
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import type { Batch } from "./operations.ts";
import * as rules from "./rules.ts";
import { currentStep, type Model, type ModelLease } from "./state.ts";

type Entry = CommandInput<"events.append">["entries"][number];

/** A lease as its worker names it. */
export const named = ({ run, attempt, token }: ModelLease) => ({ run_id: run, attempt, token });

/** The line of a batch, then the step's entries: each `to` in turn. */
export function entriesOf(lease: ModelLease, batchNo: number, step: number, ...to: rules.BatchRead["to"][]): Entry[] {
  const entry = { step, emitted_at: "2026-11-20T20:00:00.123456Z" };
  const outputs = { made: `${lease.attempt}/${batchNo}` };
  return [
    { kind: "line", stream: "stdout", body: `batch ${batchNo} ✓`, ...entry },
    ...to.map(
      (status): Entry =>
        status === "running"
          ? { kind: "step_started", ...entry }
          : { kind: "step_finished", status, outputs, ...entry },
    ),
  ];
}

/** What is sent, and what the rules are to make of it. */
export function batchOf(model: Model, lease: ModelLease, { batch, ends }: Batch) {
  const run = rules.runOf(model, lease);
  const step = currentStep(run) ?? 0;
  const to = run.projected[step] === "running" ? ends : "running";
  const batchNo = Math.max(1, lease.batches + { next: 1, repeat: 0, gap: 2 }[batch]);
  const sent = { lease: named(lease), batch_no: batchNo, entries: entriesOf(lease, batchNo, step, to) };
  const meant: rules.BatchRead = { batchNo, step, to };
  return { lease, sent, meant };
}
