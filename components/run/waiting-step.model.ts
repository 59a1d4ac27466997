import type { StepView } from "../types.ts";

/** How a step stands for people: while its run waits, the step that is open is one that nobody works on. */
export function shownStatus(status: StepView["status"], waits: boolean): StepView["status"] {
  return waits && status === "running" ? "waiting" : status;
}

/** What a waiting step waits for, by its kind. */
export function waitText(kind: string): string {
  return kind === "approval" ? "waits for approval" : "waits for its time";
}
