import type { Sql } from "postgres";
import { z } from "zod";
import type { Row } from "../replication/pgoutput.ts";
import type { Description } from "./catalog.ts";
import type { ChangeFilter } from "./filter.ts";
import { quote } from "./quote.ts";

const Result = z.tuple([z.object({ json: z.string() })]);
const Matches = z.tuple([z.object({ matches: z.array(z.boolean().nullable()) })]);

/** A row as JSON text, by Postgres itself: numbers keep every digit, times are written as the REST API writes them. */
export async function rowJson(sql: Sql, description: Description, row: Row): Promise<string> {
  const columns = description.columns.filter(({ name }) => row.has(name));
  if (columns.length === 0) return "{}";
  const list = columns.map(({ name, sqlType }, index) => `$${index + 1}::text::${sqlType} as ${quote(name)}`);
  const values = columns.map(({ name }) => row.get(name) ?? null);
  const rows = await sql.unsafe(`select to_jsonb(r)::text as json from (select ${list.join(", ")}) r`, values, {
    prepare: true,
  });
  return Result.parse([...rows])[0].json;
}

/** Which filters a row passes. A filter on a column that is not in the row is not passed. */
export async function passes(
  sql: Sql,
  description: Description,
  row: Row,
  filters: ChangeFilter[],
): Promise<Set<ChangeFilter>> {
  const values: (string | null)[] = [];
  const conditions = filters.map(({ column, operator, value, isList }) => {
    const type = description.columns.find(({ name }) => name === column)?.sqlType;
    const current = row.get(column);
    if (!type || current === undefined) return "false";
    values.push(current, value);
    const [left, right] = [`$${values.length - 1}::text::${type}`, `$${values.length}::text::${type}`];
    return isList ? `${left} ${operator} (${right}[])` : `${left} ${operator} ${right}`;
  });
  if (conditions.length === 0) return new Set();
  const rows = await sql.unsafe(`select array[${conditions.join(", ")}] as matches`, values, { prepare: true });
  const [{ matches }] = Matches.parse([...rows]);
  return new Set(filters.filter((_, index) => matches[index] === true));
}
