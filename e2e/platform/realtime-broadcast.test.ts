import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  addRoomPolicies,
  collect,
  killReplication,
  type RealtimeWorld,
  startRealtimeWorld,
  subscribed,
} from "./support/realtime.ts";

let world: RealtimeWorld;

beforeAll(async () => {
  world = await startRealtimeWorld();
  await addRoomPolicies(world.sql);
});
afterAll(() => world.close());

const send = (topic: string, payload: object, isPrivate = true) =>
  world.sql`select realtime.send(${world.sql.json({ ...payload })}, 'news', ${topic}, ${isPrivate})`;

test("a message arrives after its commit, with the id of its row, and never when it is rolled back", async () => {
  const channel = (await world.client()).channel("lobby:commit", { config: { private: true } });
  const received = collect(channel);
  expect(await subscribed(channel)).toEqual({ status: "SUBSCRIBED", reason: "" });
  await expect(
    world.sql.begin(async (tx) => {
      await tx`select realtime.send('{"n":0}', 'news', 'lobby:commit')`;
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await world.sql.begin(async (tx) => {
    await tx`select realtime.send('{"n":1}', 'news', 'lobby:commit')`;
    // Another transaction's message, committed in between, overtakes the open one.
    await send("lobby:commit", { n: 2 });
    await vi.waitFor(() => expect(received.map(({ payload }) => payload.n)).toEqual([2]));
  });
  await vi.waitFor(() => expect(received.map(({ payload }) => payload.n)).toEqual([2, 1]));
  const rows = await world.sql<{ id: string }[]>`select id from realtime.messages where topic = 'lobby:commit'`;
  expect(new Set(received.map(({ meta }) => meta?.id))).toEqual(new Set(rows.map(({ id }) => id)));
});

test("messages arrive in the order of their commits", async () => {
  const channel = (await world.client()).channel("lobby:order", { config: { private: true } });
  const received = collect(channel);
  await subscribed(channel);
  await world.sql`
    do $$ begin for i in 1..500 loop
      perform realtime.send(jsonb_build_object('n', i), 'news', 'lobby:order'); commit;
    end loop; end $$`;
  await vi.waitFor(() => expect(received).toHaveLength(500), 10_000);
  expect(received.map(({ payload }) => payload.n)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
});

test("private and public topics of one name are apart", async () => {
  const open = (await world.client()).channel("lobby:apart");
  const closed = (await world.client()).channel("lobby:apart", { config: { private: true } });
  const [inOpen, inClosed] = [collect(open), collect(closed)];
  await Promise.all([subscribed(open), subscribed(closed)]);
  await send("lobby:apart", { to: "closed" });
  await send("lobby:apart", { to: "open" }, false);
  await vi.waitFor(() => expect([inOpen.length, inClosed.length]).toEqual([1, 1]));
  expect([inOpen[0]?.payload.to, inClosed[0]?.payload.to]).toEqual(["open", "closed"]);
});

test("a lost replication connection heals: what was committed meanwhile arrives once and in order", async () => {
  const channel = (await world.client()).channel("lobby:heal", { config: { private: true } });
  const received = collect(channel);
  await subscribed(channel);
  for (let n = 1; n <= 60; n++) {
    await send("lobby:heal", { n });
    if (n % 20 === 0) expect(await killReplication(world)).toBeGreaterThanOrEqual(n === 20 ? 1 : 0);
  }
  await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(60), 15_000);
  await send("lobby:heal", { n: 61 });
  await vi.waitFor(() => expect(received.at(-1)?.payload.n).toBe(61), 10_000);
  expect(received.map(({ payload }) => payload.n)).toEqual(Array.from({ length: 61 }, (_, index) => index + 1));
});

test("a client that comes back asks for what it missed", async () => {
  const since = Date.now() - 1_000;
  const witness = (await world.client()).channel("lobby:replay", { config: { private: true } });
  const seen = collect(witness);
  await subscribed(witness);
  for (let n = 1; n <= 30; n++) await send("lobby:replay", { n });
  await vi.waitFor(() => expect(seen).toHaveLength(30));
  const channel = (await world.client()).channel("lobby:replay", {
    config: { private: true, broadcast: { replay: { since, limit: 25 } } },
  });
  const received = collect(channel);
  await subscribed(channel);
  await send("lobby:replay", { n: 31 });
  await vi.waitFor(() => expect(received.at(-1)?.payload.n).toBe(31));
  expect(received.map(({ payload }) => payload.n)).toEqual(Array.from({ length: 26 }, (_, index) => index + 6));
  expect(received.map(({ meta }) => meta?.replayed ?? false)).toEqual([...Array(25).fill(true), false]);
});

test("the slot's confirmed position follows, so that the log does not grow", async () => {
  const lag = async () => {
    const [row] = await world.sql<{ lag: number }[]>`
      select coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)), 1e9)::float as lag
      from pg_replication_slots where database = ${world.database.name}`;
    return row?.lag ?? Number.POSITIVE_INFINITY;
  };
  await world.sql`create table public.noise as select g, repeat('x', 500) as t from generate_series(1, 20000) g`;
  await vi.waitFor(async () => expect(await lag()).toBeLessThan(1_000_000), { timeout: 20_000, interval: 250 });
});
