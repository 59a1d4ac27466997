import type { ControlRoom } from "./context.ts";
import { OpsError } from "./ops-client/errors.ts";
import { nextTask } from "./query/next-task.ts";
import { ServerClock } from "./query/server-clock.ts";
import { ChannelHub } from "./realtime/channel-hub.ts";
import { ConnectionMonitor } from "./realtime/connection.ts";
import { executorUrl, type UiConfig } from "./supabase/config.ts";
import type { Connect, Supabase } from "./supabase/types.ts";

/** Opens the ways in of one signed-in page: reads, writes, hints. Both clients are fetched after the page has shown itself. */
export function openControlRoom(config: UiConfig): ControlRoom {
  let client: Supabase | null = null;
  // In tasks of their own: fetching it, making it, and what each who waits for it then does, so that the page answers in between.
  const make = once(async () => {
    const { createSupabaseInBrowser } = await import("./supabase/browser.ts");
    await nextTask();
    client = createSupabaseInBrowser(config);
    return client;
  });
  const connect: Connect = async () => {
    if (client !== null) return client;
    const made = await make();
    await nextTask();
    return made;
  };
  const connection = new ConnectionMonitor();
  return {
    connect,
    ops: once(async () => {
      const { createOpsClient } = await import("./ops-client/index.ts");
      const credential = async () => accessToken(await connect());
      return createOpsClient({ url: executorUrl(config.supabaseUrl), credential });
    }),
    channels: new ChannelHub(connect, connection),
    connection,
    clock: new ServerClock(),
  };
}

/** Does it once, and again only after a failure. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | null = null;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}

/** The signed-in person's token, renewed when it is about to end. Throws `OpsError` unauthenticated. */
export async function accessToken(supabase: Supabase): Promise<string> {
  const { data } = await supabase.auth.getSession();
  if (data.session !== null) return data.session.access_token;
  throw new OpsError({ code: "unauthenticated", message: "You are signed out", requestId: "" });
}
