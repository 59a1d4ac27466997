import { freePort, portIsFree } from "../process/free-port.ts";
import type { Part } from "./part.ts";
import type { Supervisor } from "./supervisor.ts";

const ATTEMPTS = 5;
const SPAN = 100;

/**
 * Starts a part on the preferred port or one of the hundred after it, and returns the port. Another program may take the
 * port between the look and the start (two installations starting at once do that), so it is tried again on the next.
 */
export async function startOnFreePort(
  supervisor: Supervisor,
  preferred: number,
  makePart: (port: number) => Part,
): Promise<number> {
  for (let attempt = 1, from = preferred; ; attempt++) {
    const port = await freePort(from, SPAN);
    try {
      await supervisor.start(makePart(port));
      return port;
    } catch (error) {
      if (attempt === ATTEMPTS || (await portIsFree(port))) throw error;
      from = port + 1;
    }
  }
}
