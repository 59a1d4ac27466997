import type { TransactionSql } from "postgres";
import { z } from "zod";

export const ListRequest = z.object({
  prefix: z.string().default(""),
  limit: z.number().int().min(1).max(1_000).catch(100),
  offset: z.number().int().min(0).catch(0),
  search: z.string().default(""),
  sortBy: z
    .object({
      column: z.enum(["name", "updated_at", "created_at", "last_accessed_at"]).catch("name"),
      order: z.enum(["asc", "desc"]).catch("asc"),
    })
    .catch({ column: "name", order: "asc" }),
});

/** One level of a bucket below a prefix: objects, and folders (rows without id) once each. */
export async function listObjects(db: TransactionSql, bucket: string, request: z.infer<typeof ListRequest>) {
  const { limit, offset, search, sortBy } = request;
  const trimmed = request.prefix.replace(/^\/+|\/+$/g, "");
  const prefix = trimmed === "" ? "" : `${trimmed}/`;
  const direction = sortBy.order === "desc" ? db`desc` : db`asc`;
  const rows = await db<{ row: unknown }[]>`
    with below as (
      select o.*, substr(o.name, length(${prefix}) + 1) as rest
      from storage.objects o where o.bucket_id = ${bucket} and starts_with(o.name, ${prefix})
    ), entries as (
      select rest as name, id, updated_at, created_at, last_accessed_at, metadata from below where strpos(rest, '/') = 0
      union all
      select distinct split_part(rest, '/', 1), null::uuid, null::timestamptz, null::timestamptz, null::timestamptz, null::jsonb
      from below where strpos(rest, '/') > 0
    )
    select to_jsonb(e) as row from entries e
    where starts_with(lower(e.name), lower(${search}))
    order by e.${db(sortBy.column)} ${direction} nulls first, e.name limit ${limit} offset ${offset}`;
  return rows.map(({ row }) => row);
}
