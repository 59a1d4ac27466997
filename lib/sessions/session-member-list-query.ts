import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { sessionKeys } from "./keys.ts";

const MemberRow = z.object({ user_id: z.guid() });

/** Who is a member of a session, in the order in which they were added. */
export function sessionMemberListQuery(connect: Connect, sessionId: number) {
  return queryOptions({
    queryKey: sessionKeys.members(sessionId),
    queryFn: async ({ signal }): Promise<string[]> => {
      const supabase = await connect();
      const query = supabase.from("session_members").select("user_id").eq("session_id", sessionId).order("added_at");
      return (await read(query.limit(500).abortSignal(signal), z.array(MemberRow))).map(({ user_id }) => user_id);
    },
  });
}
