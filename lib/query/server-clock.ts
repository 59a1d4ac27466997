import { Instant } from "../../supabase/functions/_shared/contracts/ids.ts";
import type { Supabase } from "../supabase/types.ts";
import { read } from "./read.ts";

/** The database's time, estimated from this machine's clock and the difference between the two. */
export class ServerClock {
  #offsetMs = 0;

  /** Milliseconds since the epoch by the database's clock. */
  readonly now = (): number => Date.now() + this.#offsetMs;

  /** Measures the difference; the answer is taken to be of the middle of the call. Keeps the last one when the server does not answer. */
  async synchronise(supabase: Supabase): Promise<void> {
    const sentAt = Date.now();
    const time = await read(supabase.rpc("server_time"), Instant.transform(Date.parse)).catch(() => null);
    if (time !== null) this.#offsetMs = time - (sentAt + Date.now()) / 2;
  }

  /** Sets the difference from a time that came with the page. */
  seed(serverNowMs: number): void {
    this.#offsetMs = serverNowMs - Date.now();
  }
}
