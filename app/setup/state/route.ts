import { setupAnswer } from "../answer.ts";

export const dynamic = "force-dynamic";

/** What the wizard shows, asked again and again while it is open; and by pages that have met a database that is not theirs. */
export async function GET(): Promise<Response> {
  const { set_up, state } = await setupAnswer();
  return Response.json({ set_up, state }, { headers: { "cache-control": "no-store" } });
}
