import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type ControlRoom, controlRoomOn, sha256Hex } from "../harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, makeWorker, startOne } from "../harness/factories.ts";
import { type RealtimeWorld, startRealtimeWorld } from "../platform/support/realtime.ts";

const TABLES = ["sessions", "runs", "run_events", "artifacts"];
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

/** Follows the four tables as this person; the names of those of which a change came. */
async function follow(userId: string): Promise<Set<string>> {
  const client = await world.client(() => world.mint.token(userId));
  const told = new Set<string>();
  const channel = client.channel(`tables:${randomUUID()}`);
  for (const table of TABLES) {
    channel.on("postgres_changes", { event: "*", schema: "public", table }, () => void told.add(table));
  }
  const listening = new Promise<string>((resolve) => {
    channel.on("system", {}, (system) => void (system.extension === "postgres_changes" && resolve(system.message)));
  });
  channel.subscribe();
  expect(await listening).toBe("Subscribed to PostgreSQL");
  return told;
}

it("changes of sessions, runs, their log and artifacts reach who may read them, and nobody who merely signed up", async () => {
  const operator = await makeUser(room, "operator");
  const stranger = await makeUser(room);
  const key = await makeKey(room, ["runs.work"]);
  const seen = await follow(operator.user_id);
  const hidden = await follow(stranger.user_id);

  const session = await makeSession(room, operator);
  await makeRun(room, operator, { session_id: session.id });
  const { lease } = await startOne(room, key, makeWorker());
  const body = "hello";
  await room.call("artifacts.put", key, {
    ...{ lease, step: 0, name: "a.txt", kind: "text", media_type: "text/plain", encoding: "utf8" },
    ...{ sha256: sha256Hex(body), size: body.length, body },
  });
  await vi.waitFor(() => expect([...seen].sort()).toEqual([...TABLES].sort()), { timeout: 15_000, interval: 50 });
  expect([...hidden]).toEqual([]);
});
