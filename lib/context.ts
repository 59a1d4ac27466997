import { createContext, useContext } from "react";
import type { OpsClient } from "./ops-client/index.ts";
import type { ServerClock } from "./query/server-clock.ts";
import type { ChannelHub } from "./realtime/channel-hub.ts";
import type { ConnectionMonitor } from "./realtime/connection.ts";
import type { Connect } from "./supabase/types.ts";

/** What every screen of one signed-in page shares. */
export interface ControlRoom {
  /** Reads, under row level security. */
  connect: Connect;
  /** Writes; fetched when it is first asked for. */
  ops: () => Promise<OpsClient>;
  channels: ChannelHub;
  connection: ConnectionMonitor;
  clock: ServerClock;
}

export const ControlRoomContext = createContext<ControlRoom | null>(null);

/** Throws outside of the provider, which is a mistake in the code. */
export function useControlRoom(): ControlRoom {
  const room = useContext(ControlRoomContext);
  if (room === null) throw new Error("There is no ControlRoomContext around this component");
  return room;
}
