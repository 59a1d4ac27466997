import type { SchemaComparison } from "./compare.ts";
import type { Migration } from "./migrations.ts";

const HISTORY = `create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key, statements text[], name text);`;

type ToDo = Pick<SchemaComparison, "pending" | "changed" | "repair">;

/**
 * The SQL that does what "apply" does, for somebody to run as role postgres: in one transaction, with the record that the Supabase CLI
 * would leave, so that it goes on from there. A migration that has been recorded meanwhile is left out. Null when a person has to decide.
 */
export function sqlToPaste({ pending, changed, repair }: ToDo): string | null {
  if (repair === null) return null;
  const parts = [
    HISTORY,
    ...repair.map((statement) => `${statement};`),
    ...changed.map(rememberAnew),
    ...pending.map(applyOnce),
  ];
  return `begin;\n\n${parts.join("\n\n")}\n\nnotify pgrst, 'reload schema';\ncommit;\n`;
}

function rememberAnew({ version, text }: Migration): string {
  return `update supabase_migrations.schema_migrations set statements = array[${quoted(text)}] where version = '${version}';`;
}

function applyOnce({ version, name, text }: Migration): string {
  const body = `declare
  v_file text := ${quoted(text)};
begin
  if not exists (select from supabase_migrations.schema_migrations m where m.version = '${version}') then
    execute v_file;
    insert into supabase_migrations.schema_migrations (version, name, statements) values ('${version}', '${name}', array[v_file]);
  end if;
end`;
  return `-- ${version}_${name}\ndo ${quoted(body, "once")};`;
}

/** A literal in dollar quotes, whatever dollar quotes are in it. */
function quoted(text: string, tag = "file"): string {
  return text.includes(`$${tag}$`) ? quoted(text, `${tag}_`) : `$${tag}$${text}$${tag}$`;
}
