import { askSetup } from "./use-setup-state.ts";

/** At most one question in this time, in ms, however many reads fail. */
const pauseMs = 3_000;
let askedAt = Number.NEGATIVE_INFINITY;

/** Asks the server whether the database is the code's; if it is not, goes to the setup, which says what is missing, and comes back. */
export async function leaveForSetup(): Promise<void> {
  if (performance.now() - askedAt < pauseMs) return;
  askedAt = performance.now();
  const answer = await askSetup();
  // An outage is told where it happens.
  if (!answer?.state || answer.state.connect.problem !== null) return;
  if (["current", "unknown"].includes(answer.state.database.status)) return;
  const { pathname, search } = window.location;
  window.location.replace(`/setup?next=${encodeURIComponent(pathname + search)}`);
}
