import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { createQueryClient } from "../../lib/query/query-client.ts";
import { sessionListQuery } from "../../lib/sessions/session-list-query.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { lastSessionCookie } from "./last-session.ts";

/** The session that this person looked at last, else the newest one, else the list. */
export default async function Home() {
  const sessions = await createQueryClient().fetchQuery(sessionListQuery(supabaseOfRequest, false));
  const last = Number((await cookies()).get(lastSessionCookie)?.value);
  const session = sessions.find(({ id }) => id === last) ?? sessions[0];
  redirect(session === undefined ? "/sessions" : `/sessions/${session.id}`);
}
