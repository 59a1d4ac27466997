import { useSyncExternalStore } from "react";
import { useControlRoom } from "../context.ts";

/** The database's time minus this browser's, in ms; 0 until it has been measured. */
export function useClockOffset(): number {
  const { clock } = useControlRoom();
  return useSyncExternalStore(clock.subscribe, clock.offsetMs, () => 0);
}
