import type { Sql, TransactionSql } from "postgres";
import { become, rolledBack } from "../authorization.ts";
import type { RealtimeLog } from "../options.ts";
import type { Relation, Row } from "../replication/pgoutput.ts";
import type { Claims } from "../tokens.ts";
import type { Description } from "./catalog.ts";
import { quote } from "./quote.ts";

/** Which of these people may select the row, by its primary key and row level security, now. */
export async function whoSees(
  sql: Sql,
  log: RealtimeLog,
  relation: Relation,
  description: Description,
  row: Row,
  people: Claims[],
): Promise<Set<Claims>> {
  const keys = description.columns.filter(({ name }) => description.primaryKey.includes(name));
  const conditions = keys.map(({ name, sqlType }, index) => `${quote(name)} = $${index + 1}::text::${sqlType}`);
  const statement = `select 1 from ${quote(relation.schema)}.${quote(relation.table)} where ${conditions.join(" and ")}`;
  const values = keys.map(({ name }) => row.get(name) ?? null);

  const sees = async (tx: TransactionSql, claims: Claims) => {
    await become(tx, claims, "");
    return (await tx.unsafe(statement, values, { prepare: true })).length > 0;
  };
  const among = (some: Claims[]) =>
    rolledBack(sql, async (tx) => {
      const seeing = new Set<Claims>();
      for (const claims of some) if (await sees(tx, claims)) seeing.add(claims);
      return seeing;
    });
  try {
    return await among(people);
  } catch (error) {
    // One person's failing policy ends the transaction: the others are asked one by one, that one sees nothing.
    if (people.length <= 1) {
      log.warn({ table: relation.table, error: String(error) }, "a policy failed; the change is not shown");
      return new Set();
    }
    const each = await Promise.all(people.map((one) => whoSees(sql, log, relation, description, row, [one])));
    return new Set(each.flatMap((set) => [...set]));
  }
}
