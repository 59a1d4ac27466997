import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { KEYS, type RealtimeWorld, startRealtimeWorld } from "./support/realtime.ts";
import { connectListeners, messagesPerTopic, publishLoad } from "./support/realtime-load.ts";

let world: RealtimeWorld;

beforeAll(async () => {
  world = await startRealtimeWorld();
});
afterAll(() => world.close());

test("200 sockets on 50 topics get thousands of messages without loss, doubling or reorder", {
  timeout: 60_000,
}, async () => {
  // The rate of bench/realtime-load.ts, for a shorter time; how long a busy machine needs for it does not matter here.
  const shape = { sockets: 200, topics: 50, rate: 2_000, seconds: 2 };
  const listeners = await connectListeners(world.url, KEYS.secret, shape);
  await publishLoad(world.sql, shape);
  const expected = messagesPerTopic(shape) * shape.sockets;
  await vi.waitFor(() => expect(listeners.received()).toBeGreaterThanOrEqual(expected), 40_000);
  expect(listeners.faults()).toEqual([]);
  expect(listeners.received()).toBe(expected);
  expect(world.realtime.connectionCount()).toBe(200);
  listeners.close();
  await vi.waitFor(() => expect(world.realtime.connectionCount()).toBe(0));
});
