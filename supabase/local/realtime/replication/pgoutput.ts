/** A decoder of Postgres' own logical replication format (pgoutput, protocol version 1, values as text). */

export interface RelationColumn {
  name: string;
  /** Part of the replica identity: what an old row is told by. */
  isKey: boolean;
  typeId: number;
  typeModifier: number;
}

export interface Relation {
  id: number;
  schema: string;
  table: string;
  columns: RelationColumn[];
}

/** Column values as text. A column is missing when its value was too large to be logged again (unchanged TOAST). */
export type Row = Map<string, string | null>;

export type LogicalMessage =
  | { kind: "begin"; committedAt: Date }
  | { kind: "commit"; endLsn: bigint }
  | { kind: "insert"; relation: Relation; row: Row }
  /** `old` holds the identity's columns only, unless the whole row is the identity; null when the identity is unchanged. */
  | { kind: "update"; relation: Relation; row: Row; old: Row | null }
  | { kind: "delete"; relation: Relation; old: Row }
  /** Written by pg_logical_emit_message. */
  | { kind: "message"; prefix: string; content: Buffer }
  | { kind: "other" };

/** Postgres counts microseconds from 2000. */
export const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** A decoder remembers the relations of its stream: make one per stream. */
export function createDecoder(): (data: Buffer) => LogicalMessage {
  const relations = new Map<number, Relation>();
  const relationAt = (data: Buffer): Relation => {
    const relation = relations.get(data.readUInt32BE(1));
    if (!relation) throw new Error("a change of an unannounced relation");
    return relation;
  };
  return (data) => {
    switch (String.fromCharCode(data[0] ?? 0)) {
      case "R": {
        const relation = decodeRelation(data);
        relations.set(relation.id, relation);
        return { kind: "other" };
      }
      case "B":
        return { kind: "begin", committedAt: new Date(POSTGRES_EPOCH_MS + Number(data.readBigInt64BE(9) / 1_000n)) };
      case "C":
        return { kind: "commit", endLsn: data.readBigUInt64BE(10) };
      case "I": {
        const relation = relationAt(data);
        return { kind: "insert", relation, row: decodeRow(data, 6, relation).row };
      }
      case "U":
        return decodeUpdate(data, relationAt(data));
      case "D": {
        const relation = relationAt(data);
        return { kind: "delete", relation, old: identityOf(relation, decodeRow(data, 6, relation).row) };
      }
      case "M": {
        const end = data.indexOf(0, 10);
        return { kind: "message", prefix: data.toString("utf8", 10, end), content: data.subarray(end + 5) };
      }
      default:
        return { kind: "other" };
    }
  };
}

function decodeUpdate(data: Buffer, relation: Relation): LogicalMessage {
  const marker = String.fromCharCode(data[5] ?? 0);
  if (marker === "N") return { kind: "update", relation, old: null, row: decodeRow(data, 6, relation).row };
  const old = decodeRow(data, 6, relation);
  const { row } = decodeRow(data, old.end + 1, relation);
  return { kind: "update", relation, old: identityOf(relation, old.row), row };
}

/** An old row carries nulls for all that is not part of the identity. */
function identityOf(relation: Relation, row: Row): Row {
  const keys = new Set(relation.columns.filter((column) => column.isKey).map((column) => column.name));
  return new Map([...row].filter(([name]) => keys.has(name)));
}

function decodeRelation(data: Buffer): Relation {
  let offset = 5;
  const text = () => {
    const end = data.indexOf(0, offset);
    const value = data.toString("utf8", offset, end);
    offset = end + 1;
    return value;
  };
  const schema = text() || "pg_catalog";
  const table = text();
  const count = data.readUInt16BE(offset + 1);
  offset += 3;
  const columns: RelationColumn[] = [];
  for (let index = 0; index < count; index++) {
    const isKey = data[offset++] === 1;
    const name = text();
    columns.push({ name, isKey, typeId: data.readUInt32BE(offset), typeModifier: data.readInt32BE(offset + 4) });
    offset += 8;
  }
  return { id: data.readUInt32BE(1), schema, table, columns };
}

function decodeRow(data: Buffer, start: number, relation: Relation): { row: Row; end: number } {
  const row: Row = new Map();
  let offset = start + 2;
  for (const column of relation.columns.slice(0, data.readUInt16BE(start))) {
    const marker = String.fromCharCode(data[offset++] ?? 0);
    if (marker === "n") row.set(column.name, null);
    if (marker !== "t") continue;
    const length = data.readUInt32BE(offset);
    row.set(column.name, data.toString("utf8", offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  return { row, end: offset };
}
