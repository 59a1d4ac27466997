import { startApply } from "../../../lib/setup/apply.ts";
import { hasAdmin } from "../../../lib/setup/database.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { setupAnswer } from "../answer.ts";

/**
 * Begins to bring the database to this code's schema. Where nobody is admin yet there is nothing to protect from our own migrations;
 * afterwards it takes an admin.
 */
export async function POST(request: Request): Promise<Response> {
  // Another site's page must not start it in a visitor's name.
  if (new URL(request.headers.get("origin") ?? "http://none").host !== request.headers.get("host")) return refuse(403);
  const databaseUrl = process.env.OPS_DATABASE_URL;
  const { database } = (await setupAnswer()).full.state;
  if (databaseUrl === undefined || database.may_apply === "no") return refuse(409);
  if (database.may_apply === "admin" && !(await isAdmin(databaseUrl))) return refuse(403);
  startApply(databaseUrl);
  return new Response(null, { status: 202 });
}

/** Asks the table itself: the API may not serve it at this moment. */
async function isAdmin(databaseUrl: string): Promise<boolean> {
  const { data } = await (await supabaseOfRequest()).auth.getClaims();
  const userId = data?.claims.sub;
  return typeof userId === "string" && (await hasAdmin(databaseUrl, userId).catch(() => false));
}

function refuse(status: number): Response {
  return new Response(null, { status });
}
