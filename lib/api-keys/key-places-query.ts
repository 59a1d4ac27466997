import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { Id } from "../../supabase/functions/_shared/contracts/ids.ts";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { apiKeyKeys } from "./keys.ts";

const Place = z.object({
  id: Id,
  name: z.string(),
  archived_at: z.string().nullable(),
  lanes: z.array(z.object({ id: Id, name: z.string() })),
});
/** A session and its lanes, to which a key may be limited. */
export type KeyPlace = z.output<typeof Place>;

/** The sessions that the reader sees, with their lanes, newest first. */
export function keyPlacesQuery(connect: Connect) {
  return queryOptions({
    queryKey: apiKeyKeys.places,
    queryFn: async ({ signal }) => {
      const supabase = await connect();
      const query = supabase.from("sessions").select("id, name, archived_at, lanes (id, name)");
      return await read(query.order("id", { ascending: false }).limit(200).abortSignal(signal), z.array(Place));
    },
  });
}
