import type { Command } from "commander";
import { table } from "../output.ts";
import { readTemplateFile } from "../template-file.ts";
import { contextOf } from "./context.ts";

export function addTemplates(program: Command): void {
  const templates = program.command("templates").description("versioned runbooks");

  templates
    .command("list")
    .description("templates in their newest versions")
    .action(async (_options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      output.result((await client.listTemplates({})).templates, (found) => {
        const rows = found.map(({ slug, version, name, description }) => [
          slug,
          version,
          name,
          description.slice(0, 80),
        ]);
        return table(["TEMPLATE", "VERSION", "NAME", "DESCRIPTION"], rows);
      });
    });

  templates
    .command("publish <file...>")
    .description("publish templates from YAML files; what has not changed stays as it is")
    .action(async (files: string[], _options: object, command: Command) => {
      const { client, output } = await contextOf(command);
      // All are read before the first is published: a broken file then changes nothing.
      const definitions = await Promise.all(files.map(readTemplateFile));
      const published = [];
      for (const definition of definitions) published.push(await client.publishTemplate(definition));
      output.result(published, (all) => {
        const rows = all.map(({ slug, version, created }) => [slug, version, created ? "new version" : "unchanged"]);
        return table(["TEMPLATE", "VERSION", ""], rows);
      });
    });
}
