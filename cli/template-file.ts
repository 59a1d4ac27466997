import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { describeIssues } from "../supabase/functions/_shared/contracts/issues.ts";
import { TemplateDefinition } from "../supabase/functions/_shared/contracts/template.ts";
import { CliError } from "./cli-error.ts";

/** Reads a template from a YAML (or JSON) file. Throws a CliError that names the file and what is wrong in it. */
export async function readTemplateFile(path: string): Promise<TemplateDefinition> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new CliError(`${path} cannot be read: ${error.message}`, "Check the path.");
  });
  const template = TemplateDefinition.safeParse(parseYaml(path, text));
  if (template.success) return template.data;
  throw new CliError(`${path}: ${describeIssues(template.error)}`, "Correct the file.");
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "not YAML";
    throw new CliError(`${path}: ${reason}`, "Correct the file.");
  }
}
