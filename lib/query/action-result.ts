import { OpsError } from "../ops-client/errors.ts";

/** What a callback of a component answers: done, or why not and what to do. */
export type ActionResult = { ok: true } | { ok: false; message: string; remedy?: string | undefined };

/** Waits for a command and turns its refusal into an answer that a form can show. Anything unforeseen is told, too, and logged. */
export async function actionResult(command: Promise<unknown>): Promise<ActionResult> {
  try {
    await command;
    return { ok: true };
  } catch (error) {
    if (error instanceof OpsError) return { ok: false, message: error.message, remedy: error.remedy };
    console.error(error);
    return { ok: false, message: error instanceof Error ? error.message : "It did not work.", remedy: "Try again." };
  }
}
