import type { Logger } from "pino";
import { jitter } from "./jitter.ts";
import type { Queue } from "./queue.ts";
import { messageOf } from "./queue-error.ts";

const everyMs = 10_000;

/**
 * Asks the control plane now and then to do what no other call would: recovery, clean-up, and the runs of schedules that are due.
 * Returns how to stop.
 */
export function keepInOrder(queue: Queue, log: Logger): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    if (!stopped) timer = setTimeout(() => void tick(), jitter(everyMs));
  };
  const tick = async () => {
    try {
      await queue.maintenanceTick({});
      while (!stopped && (await queue.fireDueSchedules({})).more);
    } catch (error) {
      log.warn({ error: messageOf(error) }, "maintenance failed");
    }
    again();
  };
  again();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
