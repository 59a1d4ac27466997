import { randomUUID } from "node:crypto";
import type { RealtimeChannel, RealtimeChannelOptions, SupabaseClient } from "@supabase/supabase-js";
import { expect, vi } from "vitest";
import { z } from "zod";

/** Longest wait for anything that a healthy project does within a second or two (milliseconds). */
export const PATIENCE_MS = 15_000;

const Broadcast = z.object({
  event: z.string(),
  payload: z.record(z.string(), z.unknown()).optional(),
  meta: z.looseObject({ id: z.string().optional(), replayed: z.boolean().optional() }).optional(),
});
export type Broadcast = z.infer<typeof Broadcast>;

const SystemMessage = z.object({ message: z.string(), status: z.string(), extension: z.string() });

/** A channel with everything that it was told, in the order in which it was told. */
export interface Listener {
  channel: RealtimeChannel;
  messages: Broadcast[];
  system: z.infer<typeof SystemMessage>[];
  /** What `subscribe` reported: status and, on failure, the reason. */
  states: { status: string; reason: string }[];
}

/** A topic that nothing else uses. The suite's policies on realtime.messages are about topics with this prefix. */
export function newTopic(): string {
  return `conformance:${randomUUID()}`;
}

/** Prepares a channel without joining it, so that a test can add bindings of its own. */
export function prepare(
  client: SupabaseClient,
  topic: string,
  config: RealtimeChannelOptions["config"] = { private: true },
): Listener {
  const channel = client.channel(topic, { config });
  const listener: Listener = { channel, messages: [], system: [], states: [] };
  channel.on("broadcast", { event: "*" }, (message) => listener.messages.push(Broadcast.parse(message)));
  channel.on("system", {}, (message) => listener.system.push(SystemMessage.parse(message)));
  return listener;
}

/** Asks to join, with the client's token of the moment. */
export async function subscribe(client: SupabaseClient, listener: Listener): Promise<void> {
  await client.realtime.setAuth();
  listener.channel.subscribe((status, error) => listener.states.push({ status, reason: error?.message ?? "" }));
}

/** Joins and waits until the project agrees. */
export async function join(client: SupabaseClient, listener: Listener): Promise<Listener> {
  await subscribe(client, listener);
  await eventually(() => expect(statuses(listener), reasons(listener)).toContain("SUBSCRIBED"));
  return listener;
}

/** Waits until the assertion holds; fails as it does after `timeout` milliseconds. */
export async function eventually(assertion: () => void | Promise<void>, timeout = PATIENCE_MS): Promise<void> {
  await vi.waitFor(assertion, { timeout, interval: 25 });
}

/** Waits until a message with this event has arrived. */
export async function hears(listener: Listener, event: string): Promise<void> {
  await eventually(() => expect(events(listener)).toContain(event));
}

export function events(listener: Listener): string[] {
  return listener.messages.map((message) => message.event);
}

export function statuses(listener: Listener): string[] {
  return listener.states.map((state) => state.status);
}

export function reasons(listener: Listener): string {
  return listener.states.map((state) => state.reason).join("; ");
}
