import { expect, test } from "vitest";
import { addMember, broadcast, database } from "./support/database.ts";
import { events, eventually, hears, join, newTopic, prepare, statuses } from "./support/listener.ts";
import { newPerson } from "./support/people.ts";

const sql = database();

/** The platform's clock in milliseconds: what `replay.since` is compared with. */
async function now(): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`;
  return Math.floor(row?.ms ?? 0);
}

test("a client whose connection breaks joins again by itself and catches up with what it missed", async () => {
  const sockets: WebSocket[] = [];
  class Recorded extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      sockets.push(this);
    }
  }
  const person = await newPerson({ realtime: { transport: Recorded } });
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  const config = { private: true, broadcast: { replay: { since: await now(), limit: 25 } } };
  const listener = await join(person.client, prepare(person.client, topic, config));
  await broadcast(sql, topic, "before");
  await hears(listener, "before");

  const joined = () => statuses(listener).filter((status) => status === "SUBSCRIBED").length;
  sockets[0]?.close(4_000, "broken by the test");
  await eventually(() => expect(statuses(listener)).toContain("CHANNEL_ERROR"));
  await broadcast(sql, topic, "missed-1");
  await broadcast(sql, topic, "missed-2");
  await eventually(() => expect(joined()).toBe(2));
  await hears(listener, "missed-2");
  await broadcast(sql, topic, "after");
  await hears(listener, "after");

  expect(sockets.length).toBeGreaterThan(1);
  // The replay begins where the client asked for, so it may tell again what was heard; the identities say so.
  const byIdentity = new Map(listener.messages.map(({ meta, event }) => [meta?.id, event]));
  expect([...byIdentity.values()]).toEqual(["before", "missed-1", "missed-2", "after"]);
  expect(listener.messages.find(({ event }) => event === "missed-1")?.meta?.replayed).toBe(true);
  await person.client.removeAllChannels();
});

test("who joins late gets the last messages of a private channel in order, no more than asked for", async () => {
  const person = await newPerson();
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  const witness = await newPerson();
  await addMember(sql, topic, witness.id);
  const early = await join(witness.client, prepare(witness.client, topic));
  const since = await now();
  for (const event of ["one", "two", "three"]) await broadcast(sql, topic, event);
  // What is still on its way when somebody joins reaches them as well, replay or not.
  await hears(early, "three");
  const config = { private: true, broadcast: { replay: { since, limit: 2 } } };
  const listener = await join(person.client, prepare(person.client, topic, config));
  await hears(listener, "three");
  await broadcast(sql, topic, "live");
  await hears(listener, "live");
  expect(events(listener)).toEqual(["two", "three", "live"]);
  expect(listener.messages.map(({ meta }) => meta?.replayed === true)).toEqual([true, true, false]);
  await Promise.all([person.client.removeAllChannels(), witness.client.removeAllChannels()]);
});
