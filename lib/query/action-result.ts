import type { ErrorCode } from "../../supabase/functions/_shared/contracts/error-table.ts";
import { OpsError } from "../ops-client/errors.ts";

/** What a callback of a component answers: done, or why not and what to do. */
export type ActionResult =
  | { ok: true }
  | { ok: false; message: string; remedy?: string | undefined; code?: ErrorCode | undefined };

/** Waits for a command and turns its refusal into an answer that a form can show. Anything unforeseen is told, too, and logged. */
export async function actionResult(command: Promise<unknown>): Promise<ActionResult> {
  try {
    await command;
    return { ok: true };
  } catch (error) {
    if (error instanceof OpsError) {
      const { message, remedy, code } = error;
      return { ok: false, message, remedy, code };
    }
    console.error(error);
    return { ok: false, message: error instanceof Error ? error.message : "It did not work.", remedy: "Try again." };
  }
}

/** A refused command by its name and in words. Anything unforeseen is logged, and has no better name than that it did not work now. */
export function refusalOf(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof OpsError) return error;
  console.error(error);
  return { code: "unavailable", message: error instanceof Error ? error.message : "" };
}
