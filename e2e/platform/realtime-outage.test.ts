import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startTcpProxy, type TcpProxy } from "../harness/tcp-proxy.ts";
import { addRoomPolicies, collect, type RealtimeWorld, startRealtimeWorld, subscribed } from "./support/realtime.ts";

let world: RealtimeWorld;
let proxy: TcpProxy;

beforeAll(async () => {
  world = await startRealtimeWorld({
    route: async (url) => {
      proxy = await startTcpProxy(url);
      return proxy.through(url);
    },
  });
  await addRoomPolicies(world.sql);
});
afterAll(async () => {
  await world.close();
  await proxy.close();
});

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const privately = { config: { private: true } };

test("while the database is away joins are refused by name; afterwards everything that was committed arrives, once", async () => {
  const channel = (await world.client()).channel("lobby", privately);
  const received = collect(channel);
  await subscribed(channel);
  const send = (n: number) => world.sql`select realtime.send(jsonb_build_object('n', ${n}::int), 'news', 'lobby')`;
  for (const n of [1, 2, 3]) await send(n);
  await vi.waitFor(() => expect(received).toHaveLength(3));
  await proxy.cut();
  for (const n of [4, 5, 6]) await send(n);
  const refused = await subscribed((await world.client()).channel("lobby:other", privately));
  expect(refused.status).not.toBe("SUBSCRIBED");
  await proxy.mend();
  await vi.waitFor(() => expect(received).toHaveLength(6), 15_000);
  await send(7);
  await vi.waitFor(() => expect(received).toHaveLength(7));
  expect(received.map(({ payload }) => payload.n)).toEqual(numbers(7));
  expect((await subscribed((await world.client()).channel("lobby:again", privately))).status).toBe("SUBSCRIBED");
});

test("clients come back by themselves after the service was restarted, and replay what they missed", async () => {
  const me = randomUUID();
  const channel = (await world.client(() => world.mint.token(me))).channel(`room:${me}`, {
    config: { private: true, broadcast: { replay: { since: Date.now() - 1_000, limit: 25 } } },
  });
  const received = collect(channel);
  let subscriptions = 0;
  channel.subscribe((status) => void (status === "SUBSCRIBED" && subscriptions++));
  await vi.waitFor(() => expect(subscriptions).toBe(1));
  await world.restart();
  await world.sql`select realtime.send('{"n":1}', 'news', ${`room:${me}`})`;
  await vi.waitFor(() => expect(subscriptions).toBeGreaterThanOrEqual(2), 15_000);
  await vi.waitFor(() => expect(received.map(({ payload }) => payload.n)).toContain(1), 5_000);
});

test("a closed service leaves no slot and no connection behind", async () => {
  await world.realtime.close();
  await vi.waitFor(async () => {
    const rows = await world.sql`
      select pid from pg_stat_activity where datname = ${world.database.name} and application_name like 'realtime%'
      union all select active_pid from pg_replication_slots where database = ${world.database.name}`;
    expect(rows).toHaveLength(0);
  }, 5_000);
});
