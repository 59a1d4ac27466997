import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describeIssues } from "../../supabase/functions/_shared/contracts/issues.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { StepOutputs } from "../../supabase/functions/_shared/contracts/step.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { messageOf } from "../queue-error.ts";
import type { AttemptSecrets } from "../secrets/attempt-secrets.ts";
import { changeStrings } from "../secrets/json-strings.ts";
import { type PlaceholderValues, textOf } from "./placeholders.ts";
import type { ShellContext } from "./shell-step.ts";
import { upperSnake } from "./variable-name.ts";

/** What an earlier step has left. */
export interface NamedOutputs {
  /** The step's name. */
  step: string;
  outputs: Readonly<Record<string, Json>>;
}

/** Where a script leaves what later steps need. Each try has its own. */
export function outputsFile({ identity, index, tryNo }: Pick<ShellContext, "identity" | "index" | "tryNo">): string {
  return join(identity.workspace.control, `outputs-${index}-${tryNo}`);
}

/** As placeholders: `{{steps.NAME.OUTPUT}}`. Of steps that share a name the last one counts. */
export function outputValues(all: readonly NamedOutputs[]): PlaceholderValues {
  return Object.fromEntries(entriesOf(all).map(([step, name, value]) => [`steps.${step}.${name}`, value]));
}

/** As environment variables: `OPS_OUTPUT_<STEP>_<NAME>`. */
export function outputVariables(all: readonly NamedOutputs[]): Record<string, string> {
  const variables = entriesOf(all).map(([step, name, value]) => [
    `OPS_OUTPUT_${upperSnake(step)}_${upperSnake(name)}`,
    textOf(value),
  ]);
  return Object.fromEntries(variables);
}

const entriesOf = (all: readonly NamedOutputs[]) =>
  all.flatMap(({ step, outputs }) => Object.entries(outputs).map(([name, value]) => [step, name, value] as const));

export type ReadOutputs = { ok: true; outputs: StepOutputs } | { ok: false; error: string };

/**
 * What a script wrote there: lines `name=value`, or one JSON object. Nothing is no outputs. The log, other steps' definitions and people
 * see them, so one that holds a secret is refused: masked, it would be of no use to later steps. What is redacted in lines is here, too.
 */
export async function readOutputs(path: string, secrets: AttemptSecrets): Promise<ReadOutputs> {
  try {
    const text = await beginningOf(path);
    if (text.length > limits.outputsBytes) throw new Error(`they are longer than ${limits.outputsBytes} bytes`);
    const outputs = checked(text.trimStart().startsWith("{") ? JSON.parse(text) : linesOf(text));
    if (Object.values(outputs).some((value) => secrets.finder()(Buffer.from(textOf(value)))))
      return { ok: false, error: "An output of the step holds a secret" };
    // Checked again, because what stands for a short address is longer.
    return { ok: true, outputs: checked(changeStrings(outputs, (value) => secrets.redacted(value))) };
  } catch (error) {
    return { ok: false, error: `What the step wrote to $OPS_OUTPUTS cannot be used: ${messageOf(error)}` };
  }
}

function checked(written: unknown): StepOutputs {
  const parsed = StepOutputs.safeParse(written);
  if (!parsed.success) throw new Error(describeIssues(parsed.error));
  return parsed.data;
}

/** No more than it takes to see that it is too much. */
async function beginningOf(path: string): Promise<string> {
  try {
    // A link or a pipe is neither followed nor waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const size = limits.outputsBytes + 1;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function linesOf(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      if (at < 1) throw new Error(`"${line.slice(0, 100)}" is not name=value`);
      return [line.slice(0, at).trim(), line.slice(at + 1)] as const;
    }),
  );
}
