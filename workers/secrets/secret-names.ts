import type { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";

const placeholder = /\{\{\s*secrets\.([A-Za-z0-9_]+)\s*\}\}/g;

const parameter = /^\{\{\s*([^{}\s]+)\s*\}\}$/;

/** The secret that an entry of `env_secrets` means: the one it names, or the one that its parameter names; null: that parameter is empty. */
export function secretNameOf(entry: string, parameters: Record<string, Json>): string | null {
  const name = parameter.exec(entry)?.[1];
  if (name === undefined) return entry;
  const value = parameters[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** Names of the secrets that a step asks for. */
export function secretNamesOf(step: StepDefinition, parameters: Record<string, Json>): string[] {
  switch (step.kind) {
    case "shell":
      return [
        ...step.secrets,
        ...Object.values(step.env_secrets).flatMap((entry) => secretNameOf(entry, parameters) ?? []),
      ];
    case "http":
      return [...Object.values(step.headers), step.body ?? ""].flatMap((text) =>
        [...text.matchAll(placeholder)].map(([, name = ""]) => name),
      );
    default:
      return [];
  }
}
