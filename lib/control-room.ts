import type { ControlRoom } from "./context.ts";
import { createOpsClient, OpsError } from "./ops-client/index.ts";
import { ServerClock } from "./query/server-clock.ts";
import { ChannelHub } from "./realtime/channel-hub.ts";
import { ConnectionMonitor } from "./realtime/connection.ts";
import { createSupabaseInBrowser } from "./supabase/browser.ts";
import { executorUrl, type UiConfig } from "./supabase/config.ts";
import type { Supabase } from "./supabase/types.ts";

/** Opens the ways in of one signed-in page: reads, writes, hints. */
export function openControlRoom(config: UiConfig): ControlRoom {
  const supabase = createSupabaseInBrowser(config);
  const connection = new ConnectionMonitor();
  return {
    supabase,
    ops: createOpsClient({ url: executorUrl(config.supabaseUrl), credential: () => accessToken(supabase) }),
    channels: new ChannelHub(supabase, connection),
    connection,
    clock: new ServerClock(),
  };
}

/** The signed-in person's token, renewed when it is about to end. Throws `OpsError` unauthenticated. */
export async function accessToken(supabase: Supabase): Promise<string> {
  const { data } = await supabase.auth.getSession();
  if (data.session !== null) return data.session.access_token;
  throw new OpsError({ code: "unauthenticated", message: "You are signed out", requestId: "" });
}
