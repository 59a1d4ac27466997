import type { Connect } from "../supabase/types.ts";

/** Where in the log the newest execution of a step begins, or that of one attempt; null when it has not begun or its log was purged. */
export async function findStepStart(
  connect: Connect,
  runId: number,
  step: number,
  attempt?: number,
): Promise<number | null> {
  const { readStepStart } = await import("./step-start-read.ts");
  return await readStepStart(await connect(), runId, step, attempt);
}
