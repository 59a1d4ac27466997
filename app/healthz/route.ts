import { environment } from "../../lib/env.ts";

export const dynamic = "force-dynamic";

/** Says that this server runs and knows its project; 500 when its environment is incomplete. */
export function GET(): Response {
  environment();
  return Response.json({ status: "ok" });
}
