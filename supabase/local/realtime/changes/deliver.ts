import type { Sql } from "postgres";
import type { RealtimeLog } from "../options.ts";
import type { Relation, Row } from "../replication/pgoutput.ts";
import type { Claims } from "../tokens.ts";
import { type Description, type RoleRights, readRights } from "./catalog.ts";
import type { ChangeFilter } from "./filter.ts";
import { passes, rowJson } from "./row-json.ts";
import { concerns, type Operation, type Subscriber } from "./subscriptions.ts";
import { whoSees } from "./visibility.ts";

export interface Change {
  operation: Operation;
  relation: Relation;
  description: Description;
  committedAt: Date;
  row: Row | null;
  old: Row | null;
}

export interface DeliveryOptions {
  sql: Sql;
  log: RealtimeLog;
  maxChangeBytes: number;
}

type Interested = { subscriber: Subscriber; claims: Claims; ids: { id: number; filter: ChangeFilter | null }[] };

const SMALL_FIELD_BYTES = 64;

/** Sends one change to those who asked for it and may see it. */
export async function deliverChange(
  options: DeliveryOptions,
  change: Change,
  subscribers: Iterable<Subscriber>,
): Promise<void> {
  const interested: Interested[] = [];
  for (const subscriber of subscribers) {
    const ids = subscriber.wishes.filter((wish) => concerns(wish, change.relation, change.operation));
    if (ids.length > 0) interested.push({ subscriber, claims: subscriber.claims(), ids });
  }
  const filters = interested.flatMap(({ ids }) => ids.flatMap(({ filter }) => (filter ? [filter] : [])));
  const passed = await passes(options.sql, change.description, change.row ?? change.old ?? new Map(), filters);
  const wanted = interested
    .map((one) => ({ ...one, ids: one.ids.filter(({ filter }) => filter === null || passed.has(filter)) }))
    .filter(({ ids }) => ids.length > 0);
  const byRole = Map.groupBy(wanted, ({ claims }) => claims.role);
  const rights = await readRights(options.sql, change.relation.id, [...byRole.keys()]);
  for (const right of rights) await deliverToRole(options, change, right, byRole.get(right.role) ?? []);
}

async function deliverToRole(options: DeliveryOptions, change: Change, rights: RoleRights, wanted: Interested[]) {
  const { relation, description, row } = change;
  const problem = problemOf(change, rights);
  let recipients = wanted;
  if (!problem && row && rights.rls && !rights.bypasses) {
    // Channels of one person share the answer.
    const people = new Map(wanted.map(({ claims }) => [JSON.stringify(claims), claims]));
    const seeing = await whoSees(options.sql, options.log, relation, description, row, [...people.values()]);
    const allowed = new Set([...seeing].map((claims) => JSON.stringify(claims)));
    recipients = wanted.filter(({ claims }) => allowed.has(JSON.stringify(claims)));
  }
  if (recipients.length === 0) return;
  const data = problem ? failed(change, problem) : await body(options, change, rights);
  for (const { subscriber, ids } of recipients) {
    subscriber.deliver(`{"ids":${JSON.stringify(ids.map(({ id }) => id))},"data":${data}}`);
  }
}

function problemOf({ description, operation }: Change, { selectable }: RoleRights): string | null {
  if (operation === "DELETE") return null;
  if (description.primaryKey.length === 0) return "Error 400: Bad Request, no primary key";
  const seesKey = description.primaryKey.every((name) => selectable.includes(name));
  return seesKey ? null : "Error 401: Unauthorized";
}

function head({ relation, operation, committedAt }: Change): object {
  const { schema, table } = relation;
  return { schema, table, type: operation, commit_timestamp: committedAt.toISOString() };
}

function failed(change: Change, problem: string): string {
  return JSON.stringify({ ...head(change), columns: [], record: {}, errors: [problem] });
}

async function body({ sql, maxChangeBytes }: DeliveryOptions, change: Change, rights: RoleRights): Promise<string> {
  const { description, operation, row, old } = change;
  const size = [...(row ?? []), ...(old ?? [])].reduce((sum, [, value]) => sum + (value?.length ?? 0), 0);
  const isTooLarge = size > maxChangeBytes;
  const visible = (source: Row, names: string[]): Row =>
    new Map(
      [...source].filter(
        ([name, value]) => names.includes(name) && (!isTooLarge || Buffer.byteLength(value ?? "") <= SMALL_FIELD_BYTES),
      ),
    );
  const { selectable } = rights;
  // What is gone cannot be asked of policies any more: under row level security only its key is told.
  const oldNames =
    operation === "DELETE" && rights.rls
      ? selectable.filter((name) => description.primaryKey.includes(name))
      : selectable;
  const columns = description.columns.filter(({ name }) => selectable.includes(name));
  const fields = [
    JSON.stringify({ ...head(change), columns: columns.map(({ name, typeName }) => ({ name, type: typeName })) }).slice(
      1,
      -1,
    ),
    ...(row ? [`"record":${await rowJson(sql, description, visible(row, selectable))}`] : []),
    ...(old ? [`"old_record":${await rowJson(sql, description, visible(old, oldNames))}`] : []),
    `"errors":${isTooLarge ? '["Error 413: Payload Too Large"]' : "null"}`,
  ];
  return `{${fields.join(",")}}`;
}
