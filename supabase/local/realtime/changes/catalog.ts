import type { Sql } from "postgres";
import { z } from "zod";
import type { Relation } from "../replication/pgoutput.ts";

export interface DescribedColumn {
  name: string;
  /** For casts, as SQL writes it. */
  sqlType: string;
  /** For clients, as `pg_type` names it. */
  typeName: string;
}

/** What is known of a relation beyond the stream. */
export interface Description {
  columns: DescribedColumn[];
  primaryKey: string[];
}

const DescriptionRow = z.tuple([
  z.object({
    types: z.array(z.object({ sqlType: z.string(), typeName: z.string() })),
    primary_key: z.array(z.string()),
  }),
]);
const Rights = z.array(
  z.object({ role: z.string(), selectable: z.array(z.string()), bypasses: z.boolean(), rls: z.boolean() }),
);
/** What one role may see of a relation. */
export type RoleRights = z.infer<typeof Rights>[number];

/** Types and primary key of a relation, as the catalog has them. */
export async function describeRelation(sql: Sql, relation: Relation): Promise<Description> {
  const ids = relation.columns.map((column) => column.typeId);
  const modifiers = relation.columns.map((column) => column.typeModifier);
  const rows = await sql`
    select
      (select coalesce(jsonb_agg(jsonb_build_object(
          'sqlType', format_type(t.id, t.modifier), 'typeName', p.typname) order by t.position), '[]')
        from unnest(${ids}::oid[], ${modifiers}::int[]) with ordinality t (id, modifier, position)
        join pg_type p on p.oid = t.id) as types,
      array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = ${relation.id}::oid and i.indisprimary) as primary_key`;
  const [{ types, primary_key }] = DescriptionRow.parse([...rows]);
  const columns = relation.columns.map(({ name }, index) => {
    const type = types[index];
    if (!type) throw new Error(`column ${name} of ${relation.table} has no type any more`);
    return { name, ...type };
  });
  return { columns, primaryKey: primary_key };
}

/** The rights of roles on a relation, now. */
export async function readRights(sql: Sql, relationId: number, roles: string[]): Promise<RoleRights[]> {
  const rows = await sql`
    select r.rolname::text as role, r.rolbypassrls or r.rolsuper as bypasses, c.relrowsecurity as rls,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(r.oid, c.oid, a.attnum, 'select')) as selectable
    from pg_roles r, pg_class c where r.rolname = any(${roles}::text[]) and c.oid = ${relationId}::oid`;
  return Rights.parse([...rows]);
}

/** Throws an error for the client when a wish can never be fulfilled: no such published table, column or value. */
export async function checkPublished(sql: Sql, publication: string, schema: string, table: string): Promise<void> {
  const [found] = await sql`
    select 1 from pg_publication_tables where pubname = ${publication}
      and (${schema} = '*' or schemaname = ${schema}) and (${table} = '*' or tablename = ${table}) limit 1`;
  if (!found) throw new Error("no published table matches");
}

/** The SQL type of a column, or null. */
export async function columnType(sql: Sql, schema: string, table: string, column: string): Promise<string | null> {
  const [row] = await sql<{ type: string }[]>`
    select format_type(a.atttypid, a.atttypmod) as type from pg_attribute a
      join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relname = ${table} and a.attname = ${column} and a.attnum > 0 and not a.attisdropped`;
  return row?.type ?? null;
}
