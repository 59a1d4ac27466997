import type { RealtimeChannel } from "@supabase/supabase-js";
import { type HintEvent, hintEvents } from "../../supabase/functions/_shared/contracts/topics.ts";
import { nextTask } from "../query/next-task.ts";
import type { Connect, Supabase } from "../supabase/types.ts";
import type { ConnectionMonitor } from "./connection.ts";

export interface HintListener {
  /** A hint came. Its payload is as the server sent it. */
  onHint(event: HintEvent, payload: unknown): void;
  /** The channel has joined, for the first time or again: what was missed meanwhile has to be fetched. */
  onJoined(): void;
}

/** How long a channel stays after its last listener, so that a change of pages does not leave and join. */
const lingerMs = 2_000;
/** How long until the client is fetched again after that failed. */
const connectAgainMs = 2_000;

interface Shared {
  supabase: Supabase;
  channel: RealtimeChannel;
  listeners: Set<HintListener>;
  joined: boolean;
  closing: ReturnType<typeof setTimeout> | null;
}

/** Whether Realtime has answered that this reader may not join, and not that it could not ask. It has no other code than this word. */
export function isRefused(error: Error | undefined): boolean {
  const answer = error?.cause;
  if (typeof answer !== "object" || answer === null || !("reason" in answer)) return false;
  return typeof answer.reason === "string" && answer.reason.startsWith("Unauthorized");
}

/** One private channel for each topic, shared by everyone on the page who listens to it. */
export class ChannelHub {
  readonly #connect: Connect;
  readonly #connection: ConnectionMonitor;
  readonly #shared = new Map<string, Shared>();
  /** Channels that are being left; a topic is joined again only afterwards. */
  readonly #leaving = new Map<string, Promise<unknown>>();

  constructor(connect: Connect, connection: ConnectionMonitor) {
    this.#connect = connect;
    this.#connection = connection;
  }

  /** Listens to a topic until the returned function is called. */
  listen(topic: string, listener: HintListener): () => void {
    let stopped = false;
    const begin = (supabase: Supabase) => {
      if (stopped) return;
      const shared = this.#shared.get(topic) ?? this.#open(supabase, topic);
      if (shared.closing !== null) clearTimeout(shared.closing);
      shared.closing = null;
      shared.listeners.add(listener);
      if (shared.joined) listener.onJoined();
    };
    void this.#connected(topic).then(begin);
    return () => {
      stopped = true;
      const shared = this.#shared.get(topic);
      if (!shared?.listeners.delete(listener) || shared.listeners.size > 0) return;
      shared.closing = setTimeout(() => this.#close(topic, shared), lingerMs);
    };
  }

  /** The client, once this topic's earlier channel has been left. What cannot be fetched is tried again until it can. */
  async #connected(topic: string): Promise<Supabase> {
    for (;;) {
      await this.#leaving.get(topic);
      const supabase = await this.#signedIn().catch(() => null);
      if (supabase !== null && !this.#leaving.has(topic)) return supabase;
      if (supabase === null) await new Promise((resolve) => setTimeout(resolve, connectAgainMs));
    }
  }

  /** The client once its socket knows who is signed in: a join before that would be refused, and look like a lost connection. */
  async #signedIn(): Promise<Supabase> {
    const supabase = await this.#connect();
    await supabase.realtime.setAuth();
    await nextTask(); // each topic in a task of its own
    return supabase;
  }

  #open(supabase: Supabase, topic: string): Shared {
    const channel = supabase.channel(topic, { config: { private: true } });
    const shared: Shared = { supabase, channel, listeners: new Set(), joined: false, closing: null };
    this.#shared.set(topic, shared);
    this.#connection.opened(topic);
    for (const event of hintEvents) {
      channel.on("broadcast", { event }, ({ payload }) => {
        for (const listener of shared.listeners) listener.onHint(event, payload);
      });
    }
    channel.subscribe((status, error) => {
      // A channel that is being left reports, too.
      if (this.#shared.get(topic) !== shared) return;
      shared.joined = status === "SUBSCRIBED";
      // Who may not read it waits in vain, but has lost nothing; the client asks again by itself.
      if (isRefused(error)) return this.#connection.closed(topic);
      if (!shared.joined) return this.#connection.lost(topic);
      this.#connection.joined(topic);
      for (const listener of shared.listeners) listener.onJoined();
    });
    return shared;
  }

  #close(topic: string, shared: Shared): void {
    this.#shared.delete(topic);
    this.#connection.closed(topic);
    const left = shared.supabase.removeChannel(shared.channel).catch(() => undefined);
    this.#leaving.set(
      topic,
      left.then(() => this.#leaving.delete(topic)),
    );
  }
}
