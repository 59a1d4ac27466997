import { readFile } from "node:fs/promises";
import { readTemplateSource } from "../lib/template-source/read-source.ts";
import type { TemplateDefinition } from "../supabase/functions/_shared/contracts/template.ts";
import { CliError } from "./cli-error.ts";

const shown = 10;

/** Reads a template from a YAML (or JSON) file, its text with it. Throws a CliError that names the file, the lines and what is wrong there. */
export async function readTemplateFile(path: string): Promise<TemplateDefinition & { source: string }> {
  const source = await readFile(path, "utf8").catch((error: Error) => {
    throw new CliError(`${path} cannot be read: ${error.message}`, "Check the path.");
  });
  const { definition, problems } = readTemplateSource(source);
  if (definition !== null) return { ...definition, source };
  const said = problems.slice(0, shown).map(({ line, message }) => `line ${line}: ${message}`);
  const rest = problems.length > shown ? `; and ${problems.length - shown} more` : "";
  throw new CliError(`${path}: ${said.join("; ")}${rest}`, "Correct the file.");
}
