/** `"a name"` or `a_name`. */
const NAME = String.raw`(?:"[^"]+"|[\w$]+)`;
const QUALIFIED = String.raw`(${NAME}\.${NAME})`;

const PARAMETERS = form(`create (?:or replace )?function ${QUALIFIED}\\(([^)]*)\\)`);

type Namer = (match: RegExpExecArray) => string[];
const forms: readonly (readonly [RegExp, Namer])[] = [
  [form(`create schema (${NAME})`), ([, name]) => [`schema ${plain(name)}`]],
  [form(`create table ${QUALIFIED}`), ([, name]) => [`table ${plain(name)}`]],
  [form(`create view ${QUALIFIED}`), ([, name]) => [`view ${plain(name)}`]],
  [form(`create type ${QUALIFIED}`), ([, name]) => [`type ${plain(name)}`]],
  [form(`create (?:or replace )?function ${QUALIFIED}`), ([, name]) => [`function ${plain(name)}`]],
  [
    form(`create (?:unique )?index (${NAME}) on ${QUALIFIED}`),
    ([, name, table]) => [`index ${plain(table).split(".")[0]}.${plain(name)}`],
  ],
  [form(`create policy (${NAME}) on ${QUALIFIED}`), ([, name, table]) => [`policy ${plain(table)}: ${plain(name)}`]],
  [
    form(`create (?:constraint )?trigger (${NAME})\\b[^;]*? on ${QUALIFIED}`),
    ([, name, table]) => [`trigger ${plain(table)}: ${plain(name)}`],
  ],
  [form("insert into storage\\.buckets [^;]*?values \\('([^']+)'"), ([, id]) => [`bucket ${id}`]],
  [
    form("alter publication supabase_realtime add table ([^;]+)"),
    ([, tables = ""]) => tables.split(",").map((table) => `published ${plain(table.trim())}`),
  ],
];

/** What a statement makes, named as `private.schema_objects()` names it. */
export function objectsOf(statement: string): string[] {
  for (const [pattern, name] of forms) {
    const match = pattern.exec(statement);
    if (match !== null) return name(match);
  }
  return [];
}

/** The names of a function's parameters, of the statement that makes it. */
export function parametersOf(statement: string): string[] {
  const [, , list = ""] = PARAMETERS.exec(statement) ?? [];
  return list.split(",").flatMap((parameter) => /^\s*([\w$]+)\s/.exec(parameter)?.[1] ?? []);
}

/** The first word of a name: "table", "function", ... */
export function kindOf(object: string): string {
  return object.slice(0, object.indexOf(" "));
}

function form(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(" ", String.raw`\s+`)}`, "i");
}

/** Without quotes, each part cut where Postgres cuts names. */
function plain(name = ""): string {
  return name
    .replaceAll('"', "")
    .split(".")
    .map((part) => part.slice(0, 63))
    .join(".");
}
