import { randomUUID } from "node:crypto";
import type { RealtimePostgresChangesPayload, SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { KEYS, killReplication, type RealtimeWorld, startRealtimeWorld } from "./support/realtime.ts";

let world: RealtimeWorld;

beforeAll(async () => {
  world = await startRealtimeWorld();
  await world.sql.unsafe(`
    create table public.notes (id bigint primary key, owner uuid not null, title text, price numeric, at timestamptz,
      tags text[], secret text);
    alter table public.notes enable row level security;
    create policy "own notes" on public.notes for select to authenticated using (owner = (select auth.uid()));
    grant select (id, owner, title, price, at, tags) on public.notes to authenticated;
    grant select on public.notes to service_role;
    create table public.plain (id int primary key, n int);
    grant select on public.plain to anon, authenticated;
    create table public.keyless (n int);
    grant select on public.keyless to anon;
    create table public.unpublished (id int primary key);
    alter publication supabase_realtime add table public.notes, public.plain, public.keyless;`);
});
afterAll(() => world.close());

type Payload = RealtimePostgresChangesPayload<Record<string, unknown>>;
type Wish = { table: string; event?: "*" | "INSERT" | "UPDATE" | "DELETE"; filter?: string };

/** Follows changes and resolves when the service says that it does, or why not. */
async function follow(client: SupabaseClient, wish: Wish): Promise<{ changes: Payload[]; message: string }> {
  const changes: Payload[] = [];
  const channel = client.channel(`changes:${randomUUID()}`);
  const { event = "*", ...rest } = wish;
  // The overloads tell events apart; a test chooses one at run time.
  channel.on(
    "postgres_changes",
    { event: event as "*", schema: "public", ...rest },
    (change) => void changes.push(change),
  );
  const message = new Promise<string>((resolve) => {
    channel.on("system", {}, (system) => void (system.extension === "postgres_changes" && resolve(system.message)));
  });
  channel.subscribe();
  return { changes, message: await message };
}

const insert = (id: number, owner: string, title = "t") =>
  world.sql`insert into public.notes values (${id}, ${owner}, ${title}, 1.50, '2026-01-02 03:04:05.678+00', '{a,"b c"}', 'hidden')`;

test("a person receives the changes of the rows and columns that they may select, as the REST API writes them", async () => {
  const [me, other] = [randomUUID(), randomUUID()];
  const mine = await follow(await world.client(() => world.mint.token(me)), { table: "notes" });
  const theirs = await follow(await world.client(() => world.mint.token(other)), { table: "notes" });
  const secret = await follow(await world.client(undefined, KEYS.secret), { table: "notes" });
  const anonymous = await follow(await world.client(), { table: "notes" });
  expect([mine, theirs, secret].map(({ message }) => message)).toEqual(Array(3).fill("Subscribed to PostgreSQL"));
  const seen = (count: number) => vi.waitFor(() => expect(mine.changes).toHaveLength(count));
  await insert(9007199254740000, me, "first");
  // Policies are asked when a change is read: a row that is gone by then is shown to nobody.
  await seen(1);
  await world.sql`update public.notes set title = 'second' where id = 9007199254740000`;
  await seen(2);
  await world.sql`delete from public.notes where id = 9007199254740000`;
  await insert(2, other);
  await vi.waitFor(() => expect(theirs.changes.map(({ eventType }) => eventType)).toEqual(["DELETE", "INSERT"]));
  expect(mine.changes).toMatchObject([
    {
      eventType: "INSERT",
      schema: "public",
      table: "notes",
      errors: null,
      old: {},
      new: {
        id: 9007199254740000,
        owner: me,
        title: "first",
        price: 1.5,
        at: "2026-01-02T03:04:05.678+00:00",
        tags: ["a", "b c"],
      },
    },
    { eventType: "UPDATE", new: { title: "second" }, old: { id: 9007199254740000 } },
    // What is gone cannot be asked of policies: everybody learns its key, and nothing else.
    { eventType: "DELETE", old: { id: 9007199254740000 } },
  ]);
  expect(mine.changes[0]?.new).not.toHaveProperty("secret");
  expect(mine.changes[2]?.old).toEqual({ id: 9007199254740000 });
  expect(mine.changes[0]?.commit_timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  await vi.waitFor(() => expect(secret.changes).toHaveLength(4));
  expect(secret.changes[0]?.new).toHaveProperty("secret", "hidden");
  expect(anonymous.changes.filter(({ new: row }) => Object.keys(row).length > 0)).toEqual([]);
});

test("events and filters choose what arrives", async () => {
  const client = await world.client();
  const wishes: [Wish, number[]][] = [
    [{ table: "plain", event: "INSERT" }, [1, 2, 3]],
    [{ table: "plain", event: "UPDATE" }, [30]],
    [{ table: "plain", event: "INSERT", filter: "n=eq.2" }, [2]],
    [{ table: "plain", event: "INSERT", filter: "n=neq.2" }, [1, 3]],
    [{ table: "plain", event: "INSERT", filter: "n=lt.2" }, [1]],
    [{ table: "plain", event: "INSERT", filter: "n=lte.2" }, [1, 2]],
    [{ table: "plain", event: "INSERT", filter: "n=gt.2" }, [3]],
    [{ table: "plain", event: "*", filter: "n=gte.2" }, [2, 3, 30]],
    [{ table: "plain", event: "INSERT", filter: "n=in.(1,3)" }, [1, 3]],
  ];
  const followed = await Promise.all(wishes.map(([wish]) => follow(client, wish)));
  await world.sql`insert into public.plain values (1, 1), (2, 2), (3, 3)`;
  await world.sql`update public.plain set n = 30 where id = 3`;
  await vi.waitFor(() =>
    expect(followed.map(({ changes }) => changes.map((change) => ("n" in change.new ? change.new.n : null)))).toEqual(
      wishes.map(([, expected]) => expected),
    ),
  );
});

test("what cannot be followed is said, and the channel stays", async () => {
  const client = await world.client();
  const refused = await follow(client, { table: "unpublished" });
  expect(refused.message).toContain("Please check Realtime is enabled");
  expect((await follow(client, { table: "plain", filter: "nothing=eq.1" })).message).toContain(
    "invalid column for filter",
  );
  expect((await follow(client, { table: "plain", filter: "n=eq.many" })).message).toContain("invalid input syntax");
  expect((await follow(client, { table: "plain", filter: "n=like.1" })).message).toContain("unknown operator");
});

test("a table without a primary key gives an error instead of rows that nobody could check", async () => {
  const { changes } = await follow(await world.client(), { table: "keyless" });
  await world.sql`insert into public.keyless values (1)`;
  await vi.waitFor(() => expect(changes[0]?.errors).toEqual(["Error 400: Bad Request, no primary key"]));
});

test("changes go on after the replication connection was lost", async () => {
  const { changes } = await follow(await world.client(), { table: "plain", event: "INSERT" });
  expect(await killReplication(world)).toBe(2);
  let id = 100;
  await vi.waitFor(
    async () => {
      await world.sql`insert into public.plain values (${id++}, 0)`;
      expect(changes.length).toBeGreaterThan(0);
    },
    { timeout: 10_000, interval: 100 },
  );
});

test("old rows are whole where the table says so, large values are left out and said, unusual types keep their form", async () => {
  await world.sql.unsafe(`
    create type public.mood as enum ('calm', 'wild');
    create table public.whole (id uuid primary key default gen_random_uuid(), mood public.mood, moods public.mood[],
      big numeric, doc jsonb, body text, "odd ""name" int);
    alter table public.whole replica identity full;
    alter table public.whole alter column body set storage external;
    grant select on public.whole to anon;
    alter publication supabase_realtime add table public.whole;`);
  const { changes, message } = await follow(await world.client(), { table: "whole" });
  expect(message).toBe("Subscribed to PostgreSQL");
  await world.sql`
    insert into public.whole (mood, moods, big, doc, body, "odd ""name")
    values ('wild', '{calm,wild}', 12345678901234567890.5, '{"a": [1, null]}', ${"x".repeat(100_000)}, 7)`;
  await world.sql`update public.whole set mood = 'calm'`;
  await world.sql`update public.whole set body = ${"y".repeat(1_100_000)}`;
  await world.sql`delete from public.whole`;
  await vi.waitFor(() => expect(changes).toHaveLength(4), 5_000);
  const [inserted, updated, large, deleted] = changes;
  expect(inserted?.new).toMatchObject({ mood: "wild", doc: { a: [1, null] }, 'odd "name': 7 });
  expect(updated).toMatchObject({ new: { mood: "calm" }, old: { mood: "wild" } });
  for (const row of [updated?.old, updated?.new]) expect(row).toHaveProperty("body", "x".repeat(100_000));
  expect(large?.errors).toEqual(["Error 413: Payload Too Large"]);
  expect(large?.new).toMatchObject({ mood: "calm" });
  expect(large?.new).not.toHaveProperty("body");
  expect(deleted?.eventType).toBe("DELETE");
});
