import { randomUUID } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import type { FaultName } from "../../supabase/local/faults.ts";
import { collect, type RealtimeWorld, type Received, startRealtimeWorld, subscribed } from "./support/realtime.ts";

/** Each fault must be visible to an ordinary client, and do nothing else. */
let world: RealtimeWorld;

const start = async (fault: FaultName) => {
  world = await startRealtimeWorld({ faults: new Set([fault]) });
  await world.sql.unsafe(`create policy "the lobby is read" on realtime.messages for select to anon, authenticated
    using ((select realtime.topic()) like 'lobby%')`);
};
afterEach(() => world.close());

async function listen(topic: string): Promise<Received[]> {
  const channel = (await world.client()).channel(topic, { config: { private: true } });
  const received = collect(channel);
  expect((await subscribed(channel)).status).toBe("SUBSCRIBED");
  return received;
}

const send = (n: number) => world.sql`select realtime.send(jsonb_build_object('n', ${n}::int), 'news', 'lobby')`;
const numbers = (received: Received[]) => received.map(({ payload }) => payload.n);

test("join_without_authorization: everybody may join everything", async () => {
  await start("join_without_authorization");
  await listen("somebody's own");
});

test("broadcast_before_commit: a message arrives although its transaction is rolled back", async () => {
  await start("broadcast_before_commit");
  const received = await listen("lobby");
  await world.sql
    .begin(async (tx) => {
      await tx`select realtime.send('{"n":1}', 'news', 'lobby')`;
      await vi.waitFor(() => expect(numbers(received)).toEqual([1]), 5_000);
      throw new Error("rolled back");
    })
    .catch(() => undefined);
  await send(2);
  await vi.waitFor(() => expect(numbers(received)).toEqual([1, 2]));
});

test("expired_token_accepted: a token is good for ever", async () => {
  await start("expired_token_accepted");
  const token = await world.mint.token(randomUUID(), {}, -60);
  const channel = (await world.client(async () => token)).channel("lobby", { config: { private: true } });
  expect((await subscribed(channel)).status).toBe("SUBSCRIBED");
});

test("order_lost: messages arrive in another order", async () => {
  await start("order_lost");
  const received = await listen("lobby");
  await world.sql`select realtime.send(jsonb_build_object('n', n), 'news', 'lobby') from generate_series(1, 3) n`;
  await vi.waitFor(() => expect(received).toHaveLength(3));
  expect(numbers(received)).toEqual([3, 2, 1]);
});

test("message_doubled: messages arrive twice", async () => {
  await start("message_doubled");
  const received = await listen("lobby");
  await send(1);
  await vi.waitFor(() => expect(numbers(received)).toEqual([1, 1]));
});
