import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { TemplateDefinition } from "../../supabase/functions/_shared/contracts/template.ts";

/** The templates that come with this checkout. */
export async function shippedTemplates(): Promise<TemplateDefinition[]> {
  const folder = join(process.cwd(), "supabase", "templates");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml")).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.map((text) => TemplateDefinition.parse(parse(text)));
}
