import type { RealtimePostgresChangesPayload, SupabaseClient } from "@supabase/supabase-js";
import { afterEach, expect, test } from "vitest";
import { database } from "./support/database.ts";
import { eventually, join, type Listener, newTopic, prepare } from "./support/listener.ts";
import { newPerson, type Person } from "./support/people.ts";

type Change = RealtimePostgresChangesPayload<Record<string, unknown>>;
type Filter = { event: "*"; schema: string; table: string; filter?: string };

const OWN_TABLE = { event: "*", schema: "public", table: "conformance_projects" } as const;

const sql = database();
const clients: SupabaseClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.removeAllChannels())));

/** What the person is told about the table, from when the project says that it listens. */
async function changesFor({ client }: Person, filter: Filter): Promise<Change[]> {
  clients.push(client);
  const changes: Change[] = [];
  const listener = prepare(client, newTopic(), {});
  listener.channel.on("postgres_changes", filter, (change: Change) => changes.push(change));
  await join(client, listener);
  await isListening(listener);
  return changes;
}

async function isListening({ system }: Listener): Promise<void> {
  const answer = () => system.find(({ extension }) => extension === "postgres_changes");
  await eventually(() => expect(answer()).toMatchObject({ status: "ok", message: "Subscribed to PostgreSQL" }));
}

const inserted = (changes: Change[]) => changes.filter(({ eventType }) => eventType === "INSERT").map(nameOf);
/** A deleted row has no owner any more: everybody who listens is told its key, so other tests' rows come by. */
const withId = (changes: Change[], id: unknown) =>
  changes.filter((change) => [change.new, change.old].some((row) => "id" in row && row.id === id));
const nameOf = (change: Change) => ("name" in change.new ? change.new.name : null);

test("a row's insert, update and delete are told to who may see it", async () => {
  const person = await newPerson();
  const changes = await changesFor(person, OWN_TABLE);
  const projects = () => person.client.from("conformance_projects");
  const { data: row } = await projects().insert({ name: "watched", rank: 1 }).select().single().throwOnError();
  const told = () => withId(changes, row.id);
  await eventually(() => expect(told()).toHaveLength(1));
  expect(told()[0]).toMatchObject({
    eventType: "INSERT",
    schema: "public",
    table: "conformance_projects",
    new: { id: row.id, name: "watched", rank: 1, owner_id: person.id },
    old: {},
    errors: null,
  });
  expect(Date.parse(told()[0]?.commit_timestamp ?? "")).toBeGreaterThan(0);

  await projects().update({ rank: 2 }).eq("id", row.id).throwOnError();
  await eventually(() => expect(told()).toHaveLength(2));
  expect(told()[1]).toMatchObject({ eventType: "UPDATE", new: { id: row.id, rank: 2 }, old: { id: row.id } });

  await projects().delete().eq("id", row.id).throwOnError();
  await eventually(() => expect(told()).toHaveLength(3));
  expect(told()[2]).toMatchObject({ eventType: "DELETE", new: {}, old: { id: row.id } });
});

test("a row is not told to who may not see it", async () => {
  const [owner, stranger] = [await newPerson(), await newPerson()];
  const changes = await changesFor(stranger, OWN_TABLE);
  const { data: row } = await owner.client
    .from("conformance_projects")
    .insert({ name: "private" })
    .select("id")
    .single()
    .throwOnError();
  await owner.client.from("conformance_projects").update({ rank: 3 }).eq("id", row.id).throwOnError();
  await stranger.client.from("conformance_projects").insert({ name: "own" }).throwOnError();
  await eventually(() => expect(inserted(changes)).toContain("own"));
  expect(changes.filter(({ eventType }) => eventType !== "DELETE").map(nameOf)).toEqual(["own"]);
});

test("a filter chooses among the rows", async () => {
  const person = await newPerson();
  const changes = await changesFor(person, { ...OWN_TABLE, filter: "rank=gt.5" });
  const rows = [1, 9, 2].map((rank) => ({ name: `rank ${rank}`, rank }));
  await person.client.from("conformance_projects").insert(rows).throwOnError();
  await person.client.from("conformance_projects").insert({ name: "last", rank: 10 }).throwOnError();
  await eventually(() => expect(inserted(changes)).toContain("last"));
  expect(inserted(changes)).toEqual(["rank 9", "last"]);
});

test("a change that is rolled back is not told", async () => {
  const person = await newPerson();
  const changes = await changesFor(person, OWN_TABLE);
  const undone = await sql.reserve();
  await undone`begin`;
  await undone`insert into public.conformance_projects (owner_id, name) values (${person.id}, 'undone')`;
  await undone`rollback`;
  undone.release();
  await person.client.from("conformance_projects").insert({ name: "last" }).throwOnError();
  await eventually(() => expect(inserted(changes)).toContain("last"));
  expect(inserted(changes)).toEqual(["last"]);
});

test("every published table can be listened to", { timeout: 120_000 }, async () => {
  const tables = await sql<{ schema: string; table: string }[]>`
    select schemaname as schema, tablename as table from pg_publication_tables where pubname = 'supabase_realtime'`;
  const person = await newPerson();
  for (const { schema, table } of tables) await changesFor(person, { event: "*", schema, table });
  expect(tables.length).toBeGreaterThan(0);
});
