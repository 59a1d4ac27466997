import type { Command } from "commander";
import { renderTemplateSource } from "../../lib/template-source/render-source.ts";
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
    .alias("import")
    .description("publish templates from YAML files, comments and all; what has not changed stays as it is")
    .option("--note <text>", "what has changed, for those who look at the versions")
    .option("--only-new", "skip a file that says what any earlier version said")
    .action(async (files: string[], { note, onlyNew }: PublishOptions, command: Command) => {
      const { client, output } = await contextOf(command);
      // All are read before the first is published: a broken file then changes nothing.
      const templates = await Promise.all(files.map(readTemplateFile));
      const more = { ...(note !== undefined && { note }), ...(onlyNew && { only_new: true }) };
      const published = [];
      for (const template of templates) published.push(await client.publishTemplate({ ...template, ...more }));
      output.result(published, (all) => {
        const rows = all.map(({ slug, version, created }) => [slug, version, created ? "new version" : "unchanged"]);
        return table(["TEMPLATE", "VERSION", ""], rows);
      });
    });

  templates
    .command("export <template>")
    .description("print a template's YAML as its author wrote it")
    .option("--template-version <n>", "that version instead of the newest")
    .action(async (template: string, { templateVersion }: { templateVersion?: string }, command: Command) => {
      const { client, output } = await contextOf(command);
      const version = templateVersion === undefined ? {} : { version: Number(templateVersion) };
      const { template: found } = await client.getTemplate({ template, ...version });
      const text = found.source ?? renderTemplateSource(found.definition);
      process.stdout.write(process.stdout.isTTY ? output.foreign(text) : text);
    });

  for (const [verb, what] of [
    ["archive", "take a template out of use"],
    ["unarchive", "bring it back"],
    ["delete", "delete a template that no run and no schedule names"],
  ] as const) {
    templates
      .command(`${verb} <template>`)
      .description(what)
      .action(async (template: string, _options: object, command: Command) => {
        const { client, output } = await contextOf(command);
        const change = {
          archive: client.archiveTemplate,
          unarchive: client.unarchiveTemplate,
          delete: client.deleteTemplate,
        }[verb];
        output.result((await change({ template })).template, ({ slug }) => `${slug}: ${verb}d`);
      });
  }
}

interface PublishOptions {
  note?: string;
  onlyNew?: boolean;
}
