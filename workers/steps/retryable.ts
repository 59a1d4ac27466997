import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { ShellStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { messageOf } from "../queue-error.ts";
import type { ShellContext } from "./shell-step.ts";

/** As much of a reason is told. */
const reasonBytes = 500;

/** Where a script says that it failed for good, and why. Each try has its own. */
export function noRetryFile({ identity, index, tryNo }: Pick<ShellContext, "identity" | "index" | "tryNo">): string {
  return join(identity.workspace.control, `no-retry-${index}-${tryNo}`);
}

/** The beginning of what the script wrote there; undefined when it wrote nothing, not even an empty file. */
export async function reasonNotToRetry(path: string): Promise<string | undefined> {
  try {
    // A link or a pipe is neither followed nor waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(reasonBytes), 0, reasonBytes, 0);
      return buffer.toString("utf8", 0, bytesRead).trim();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    return `its reason cannot be read: ${messageOf(error)}`;
  }
}

/** Whether a failure with this exit code (null: by a signal) may be retried, as the step says. */
export function mayRetryExit(step: ShellStep, code: number | null): boolean {
  const named = (codes: readonly number[] | undefined) => code !== null && codes?.includes(code) === true;
  if (step.retry_on_exit_codes !== undefined) return named(step.retry_on_exit_codes);
  return !named(step.no_retry_exit_codes);
}
