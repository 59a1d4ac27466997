import { useEffect, useEffectEvent } from "react";
import type { HintEvent } from "../../supabase/functions/_shared/contracts/topics.ts";
import { useControlRoom } from "../context.ts";

/** Listens to a topic while the component is on the page. `onJoined` also runs after every reconnect. */
export function useHints(
  topic: string,
  onHint: (event: HintEvent, payload: unknown) => void,
  onJoined: () => void,
): void {
  const { channels } = useControlRoom();
  const hint = useEffectEvent(onHint);
  const joined = useEffectEvent(onJoined);
  useEffect(() => {
    return channels.listen(topic, {
      onHint: (event, payload) => hint(event, payload),
      onJoined: () => joined(),
    });
  }, [channels, topic]);
}
