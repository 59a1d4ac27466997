import { crc32 } from "node:zlib";
import type { Sql } from "postgres";
import type { RequestedChange } from "../channel/config.ts";
import type { Relation } from "../replication/pgoutput.ts";
import type { Claims } from "../tokens.ts";
import { checkPublished, columnType } from "./catalog.ts";
import { type ChangeFilter, parseFilter } from "./filter.ts";

export type Operation = "INSERT" | "UPDATE" | "DELETE";

/** One wish of one channel. */
export interface Wish {
  id: number;
  event: string;
  schema: string;
  table: string;
  filter: ChangeFilter | null;
}

/** One channel that follows changes. */
export interface Subscriber {
  wishes: Wish[];
  claims(): Claims;
  /** `change` is JSON text. */
  deliver(change: string): void;
}

/** The same wish has the same number everywhere, as clients of the real service see it. */
export function wishId(item: RequestedChange): number {
  return crc32(JSON.stringify([item.event, item.schema, item.table ?? "*", item.filter ?? null])) & 0x7ffffff;
}

/** Reads a wish and checks that it can be fulfilled. Throws an error whose text is for the client. */
export async function toWish(sql: Sql, publication: string, item: RequestedChange): Promise<Wish> {
  const wish = { id: wishId(item), event: item.event, schema: item.schema, table: item.table ?? "*" };
  const parameters = `[event: ${wish.event}, schema: ${wish.schema}, table: ${wish.table}${item.filter ? `, filter: ${item.filter}` : ""}]`;
  const refuse = (why: string) =>
    new Error(
      `Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given connect parameters: ${parameters}, Error: ${why}`,
    );
  if (!["*", "INSERT", "UPDATE", "DELETE"].includes(wish.event)) throw refuse("unknown event");
  await checkPublished(sql, publication, wish.schema, wish.table).catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : String(error));
  });
  if (!item.filter) return { ...wish, filter: null };
  const filter = parseFilter(item.filter);
  const type = await columnType(sql, wish.schema, wish.table, filter.column);
  if (!type) throw refuse(`invalid column for filter ${filter.column}`);
  await sql.unsafe(`select $1::text::${type}${filter.isList ? "[]" : ""}`, [filter.value]).catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : String(error));
  });
  return { ...wish, filter };
}

/** Whether a wish is about this table and operation; its filter is another question. */
export function concerns(wish: Wish, relation: Relation, operation: Operation): boolean {
  return (
    (wish.event === "*" || wish.event === operation) &&
    (wish.schema === "*" || wish.schema === relation.schema) &&
    (wish.table === "*" || wish.table === relation.table)
  );
}
