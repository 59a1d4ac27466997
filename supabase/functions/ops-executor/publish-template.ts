import { parse } from "yaml";
import type { z } from "zod";
import { describeIssues } from "../_shared/contracts/issues.ts";
import { PublishTemplateInput, TemplateDefinition } from "../_shared/contracts/template.ts";
import type { Database } from "./database.ts";
import type { Call } from "./dispatch.ts";
import { Refusal } from "./refusal.ts";
import { refusalsTold } from "./schedule.ts";

/**
 * Sees that the YAML kept with a version says what the version does. What is wrong is sent along, so that the command itself refuses:
 * audited, and remembered by request id.
 */
export async function publishTemplate(_: Database, call: Call): Promise<unknown> {
  const input = PublishTemplateInput.parse(call.input);
  return { ...input, ...(await refusalsTold(() => compare(input))) };
}

function compare({
  source,
  note: _n,
  base_version: _b,
  only_new: _o,
  ...definition
}: z.output<typeof PublishTemplateInput>) {
  if (source === undefined) return {};
  const said = TemplateDefinition.safeParse(parsed(source));
  if (!said.success) throw new Refusal("invalid_input", describeIssues(said.error, "source"));
  const different = Object.entries(said.data).find(
    ([key, value]) => !same(value, definition[key as keyof typeof definition]),
  );
  if (different !== undefined) {
    throw new Refusal("invalid_input", `source: its ${different[0]} is not that of the template`);
  }
  return {};
}

function parsed(source: string): unknown {
  try {
    // Aliases may multiply; a template has no use for many.
    return parse(source, { maxAliasCount: 100 });
  } catch (error) {
    throw new Refusal("invalid_input", `source: ${error instanceof Error ? error.message : "not YAML"}`);
  }
}

/** Equal whatever the order of keys. */
function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
