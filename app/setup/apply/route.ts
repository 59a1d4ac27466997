import { startApply } from "../../../lib/setup/apply.ts";
import { setupAnswer } from "../answer.ts";

/**
 * Begins to bring the database to this code's schema. Where nobody is admin yet there is nothing to protect from our own migrations;
 * afterwards it takes an admin.
 */
export async function POST(request: Request): Promise<Response> {
  // Another site's page must not start it in a visitor's name.
  if (new URL(request.headers.get("origin") ?? "http://none").host !== request.headers.get("host")) return refuse(403);
  const databaseUrl = process.env.OPS_DATABASE_URL;
  const { state } = await setupAnswer();
  if (databaseUrl === undefined || state === null || state.database.may_apply === "no") return refuse(409);
  if (state.database.may_apply === "admin") return refuse(403);
  startApply(databaseUrl);
  return new Response(null, { status: 202 });
}

function refuse(status: number): Response {
  return new Response(null, { status });
}
