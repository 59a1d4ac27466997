import { OpsError } from "../lib/ops-client/index.ts";
import { errorKind } from "../supabase/functions/_shared/contracts/errors.ts";

/** Something the person at the terminal can put right. */
export class CliError extends Error {
  readonly remedy: string;
  /** Exit code, from the same table as the commands' errors. */
  readonly exit: number;

  constructor(message: string, remedy: string, exit: number = errorKind("invalid_input").exit) {
    super(message);
    this.name = "CliError";
    this.remedy = remedy;
    this.exit = exit;
  }
}

/** One line about an error, its remedy included, and the exit code that goes with it. */
export function explain(error: unknown): { line: string; exit: number } {
  if (error instanceof OpsError) {
    const line = `${sentence(error.message)} ${error.remedy} [${error.code}, request ${error.requestId}]`;
    return { line: oneLine(line), exit: errorKind(error.code).exit };
  }
  if (error instanceof CliError)
    return { line: oneLine(`${sentence(error.message)} ${error.remedy}`), exit: error.exit };
  return { line: oneLine(error instanceof Error ? error.message : String(error)), exit: errorKind("internal").exit };
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
const oneLine = (text: string) => text.replace(/\s*\n\s*/g, " ");
