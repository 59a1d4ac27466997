import { RealtimeClient } from "@supabase/supabase-js";
import type { Logger } from "pino";

export interface WakeUpOptions {
  /** The Supabase project whose Realtime carries the wake-ups, and its publishable key. */
  supabaseUrl: string;
  publishableKey: string;
  /** Called at every wake-up, and whenever the channel is (again) there, because hints may have been missed before. */
  onWake(): void;
  log: Logger;
}

/** Hints that there may be work or a cancel. Never more than hints: the worker polls all the same. */
export class WakeUps {
  readonly #options: WakeUpOptions;
  readonly #client: RealtimeClient;
  #topic: string | undefined;
  #joined = false;

  constructor(options: WakeUpOptions) {
    this.#options = options;
    this.#client = new RealtimeClient(`${options.supabaseUrl}/realtime/v1`, {
      params: { apikey: options.publishableKey },
    });
  }

  /** Whether wake-ups arrive, as far as this side knows. */
  get joined(): boolean {
    return this.#joined;
  }

  /** Follows this topic, which every claim's answer names. */
  follow(topic: string): void {
    if (topic === this.#topic) return;
    this.#topic = topic;
    const { onWake, log } = this.#options;
    const former = [...this.#client.getChannels()];
    this.#joined = false;
    this.#client
      .channel(topic, { config: { private: true } })
      .on("broadcast", { event: "*" }, onWake)
      .subscribe((status, error) => {
        // The topic would let a reader of the log follow this worker, so it is not named.
        log.info({ status, reason: error?.message.replaceAll(topic, "wake:...") }, "wake-up channel");
        if (topic !== this.#topic) return;
        this.#joined = status === "SUBSCRIBED";
        if (this.#joined) onWake();
      });
    // Afterwards, because the socket closes with its last channel.
    for (const channel of former) void this.#client.removeChannel(channel);
  }

  async close(): Promise<void> {
    await this.#client.removeAllChannels();
    await this.#client.disconnect();
  }
}
