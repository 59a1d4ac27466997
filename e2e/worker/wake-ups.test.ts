import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { WakeUps } from "../../workers/wake-ups.ts";
import { type ControlRoom, controlRoomOn } from "../harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, makeWorker, startOne } from "../harness/factories.ts";
import { KEYS, type RealtimeWorld, startRealtimeWorld } from "../platform/support/realtime.ts";

let world: RealtimeWorld;
let room: ControlRoom;
beforeAll(async () => {
  world = await startRealtimeWorld();
  room = controlRoomOn(world.database);
});
afterAll(async () => {
  await room?.close();
  await world?.close();
});

it("a worker that follows its topic is woken by new work, by a cancel, and again after Realtime was away", async () => {
  const operator = await makeUser(room, "operator");
  const key = await makeKey(room, ["runs.work"]);
  const session = await makeSession(room, operator);
  const { wake_topic } = await room.call("runs.claim", key, { claim_id: randomUUID(), worker: makeWorker(), limit: 1 });
  const onWake = vi.fn();
  const log = pino({ enabled: false });
  const wakeUps = new WakeUps({ supabaseUrl: world.url, publishableKey: KEYS.publishable, onWake, log });
  const woken = async (what: string) => {
    await vi.waitFor(() => expect(onWake, what).toHaveBeenCalled(), { timeout: 20_000, interval: 20 });
    onWake.mockClear();
  };

  wakeUps.follow(wake_topic);
  await woken("by being there, since hints may have been missed before");
  const run = await makeRun(room, operator, { session_id: session.id });
  await woken("by a new run");
  await startOne(room, key);
  await room.call("runs.cancel", operator, { run_id: run.id });
  await woken("by a cancel");
  await world.restart();
  await woken("by coming back");
  await wakeUps.close();
});
