import { delimiter, dirname } from "node:path";
import type { ShellStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { markerVariable } from "../process/process-table.ts";
import { secretNameOf } from "../secrets/secret-names.ts";
import { outputsFile, outputVariables } from "./outputs.ts";
import { textOf } from "./placeholders.ts";
import { noRetryFile } from "./retryable.ts";
import type { ShellContext } from "./shell-step.ts";
import { upperSnake } from "./variable-name.ts";

/** The whole environment of a script: nothing of the worker's own but PATH, with this Node before all others. */
export function shellEnvironment(step: ShellStep, context: ShellContext): Record<string, string> {
  const { index, tryNo, parameters, outputs, opsUrl, secrets } = context;
  const { runId, attempt, marker, workspace } = context.identity;
  const ofParameters = Object.entries(parameters).map(([name, value]) => [parameterVariable(name), textOf(value)]);
  const named = Object.entries(step.env_secrets).flatMap(([variable, entry]): [string, string][] => {
    const name = secretNameOf(entry, parameters);
    return name === null ? [] : [[variable, name]];
  });
  const ofSecrets = [...step.secrets.map((name) => [name, name] as const), ...named];
  return {
    PATH: [dirname(process.execPath), process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].join(delimiter),
    HOME: workspace.work,
    TMPDIR: workspace.tmp,
    LANG: "C.UTF-8",
    ...step.env,
    ...Object.fromEntries(ofSecrets.map(([variable, name]) => [variable, secrets.values.get(name)])),
    ...Object.fromEntries(ofParameters),
    ...outputVariables(outputs),
    OPS_RUN_ID: String(runId),
    OPS_ATTEMPT: String(attempt),
    OPS_STEP: String(index),
    OPS_TRY: String(tryNo),
    OPS_URL: opsUrl,
    OPS_ARTIFACTS: workspace.artifacts,
    OPS_OUTPUTS: outputsFile(context),
    OPS_NO_RETRY: noRetryFile(context),
    [markerVariable]: marker,
  };
}

/** `diskPercent`, `disk-percent` and `disk_percent` are all OPS_PARAM_DISK_PERCENT. */
export function parameterVariable(name: string): string {
  return `OPS_PARAM_${upperSnake(name)}`;
}
