import { useSyncExternalStore } from "react";
import { useControlRoom } from "../context.ts";
import { atFirst, type ConnectionState } from "./connection.ts";

/** The state of the page's Realtime connection. */
export function useConnection(): ConnectionState {
  const { connection } = useControlRoom();
  return useSyncExternalStore(connection.subscribe, connection.state, () => atFirst);
}

/** How often reads are repeated: not at all while hints arrive, and every 3 s while they do not. In ms, for TanStack's `refetchInterval`. */
export function useFallbackInterval(): number | false {
  const { status } = useConnection();
  return status === "live" || status === "connecting" ? false : 3_000;
}
