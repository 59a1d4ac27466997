import type { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";

const placeholder = /\{\{\s*secrets\.([A-Za-z0-9_]+)\s*\}\}/g;

/** Names of the secrets that a step asks for. */
export function secretNamesOf(step: StepDefinition): string[] {
  switch (step.kind) {
    case "shell":
      return [...step.secrets, ...Object.values(step.env_secrets)];
    case "http":
      return [...Object.values(step.headers), step.body ?? ""].flatMap((text) =>
        [...text.matchAll(placeholder)].map(([, name = ""]) => name),
      );
    default:
      return [];
  }
}
