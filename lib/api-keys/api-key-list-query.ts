import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { Id, Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { apiKeyKeys } from "./keys.ts";

const ApiKeyRow = z.object({
  id: Id,
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.string()),
  session_ids: z.array(Id),
  lane_ids: z.array(Id),
  created_by: z.string(),
  created_at: Instant,
  last_used_at: Instant.nullable(),
  expires_at: Instant.nullable(),
  revoked_at: Instant.nullable(),
});
export type ApiKeyRow = z.output<typeof ApiKeyRow>;

const columns =
  "id, name, hint, scopes, session_ids, lane_ids, created_by, created_at, last_used_at, expires_at, revoked_at";

/** The last two hundred API keys, live ones first. */
export function apiKeyListQuery(connect: Connect) {
  return queryOptions({
    queryKey: apiKeyKeys.list,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const query = supabase.from("api_keys").select(columns).order("revoked_at", { nullsFirst: true });
      return await read(query.order("name").limit(200).abortSignal(signal), z.array(ApiKeyRow));
    },
  });
}
