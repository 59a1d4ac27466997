import { expect, test } from "vitest";
import { addMember, broadcast, database, removeMember } from "./support/database.ts";
import {
  events,
  eventually,
  hears,
  join,
  newTopic,
  prepare,
  reasons,
  statuses,
  subscribe,
} from "./support/listener.ts";
import { mintToken, needsSigningKey } from "./support/mint.ts";
import { accessToken, bearer, newPerson, visitor } from "./support/people.ts";

const sql = database();

test("a member joins a private channel and hears what is sent to it", async () => {
  const person = await newPerson();
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  const listener = await join(person.client, prepare(person.client, topic));
  await broadcast(sql, topic, "hello", { payload: { n: 1 } });
  await hears(listener, "hello");
  expect(listener.messages[0]).toMatchObject({ payload: { n: 1 }, meta: { id: expect.any(String) } });
  await person.client.removeAllChannels();
});

test("who is no member is refused at a private channel, with the reason", async () => {
  const person = await newPerson();
  const topic = newTopic();
  const listener = prepare(person.client, topic);
  await subscribe(person.client, listener);
  await eventually(() => expect(statuses(listener).length).toBeGreaterThan(0));
  expect(statuses(listener)[0]).toBe("CHANNEL_ERROR");
  expect(reasons(listener)).toContain(`You do not have permissions to read from this Channel topic: ${topic}`);
  await person.client.removeAllChannels();
});

test("who has no session is refused at a private channel", async () => {
  const client = visitor();
  const listener = prepare(client, newTopic());
  await subscribe(client, listener);
  await eventually(() => expect(statuses(listener).length).toBeGreaterThan(0));
  expect(statuses(listener)[0]).toBe("CHANNEL_ERROR");
  await client.removeAllChannels();
});

test("a token that has expired joins nothing", async (context) => {
  needsSigningKey(context);
  const person = await newPerson();
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  const expired = await mintToken(person, -10);
  const client = bearer(() => expired);
  const listener = prepare(client, topic);
  await subscribe(client, listener);
  await eventually(() => expect(statuses(listener).length).toBeGreaterThan(0));
  expect(statuses(listener)[0]).toBe("CHANNEL_ERROR");
  expect(reasons(listener)).toMatch(/expired/i);
  await client.removeAllChannels();
});

test("a channel ends when its token expires", async (context) => {
  needsSigningKey(context);
  const person = await newPerson();
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  // Long enough to join with, on any machine.
  const short = await mintToken(person, 8);
  const client = bearer(() => short);
  const listener = await join(client, prepare(client, topic));
  await eventually(() => expect(statuses(listener)).toContain("CLOSED"));
  expect(listener.system.find(({ status }) => status === "error")?.message).toMatch(/expired/i);
  await client.removeAllChannels();
});

test("a channel outlives its token when the client brings a new one", async (context) => {
  needsSigningKey(context);
  const person = await newPerson();
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  let token = await mintToken(person, 8);
  const expiresAt = Date.now() + 8_000;
  const client = bearer(() => token);
  const listener = await join(client, prepare(client, topic));
  token = await mintToken(person, 60);
  await client.realtime.setAuth();
  await expect.poll(() => Date.now() - expiresAt, { timeout: 20_000 }).toBeGreaterThan(1_000);
  await broadcast(sql, topic, "after");
  await hears(listener, "after");
  expect(statuses(listener)).toEqual(["SUBSCRIBED"]);
  await client.removeAllChannels();
});

test("a refreshed session keeps its channels", async () => {
  const person = await newPerson();
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  const listener = await join(person.client, prepare(person.client, topic));
  const before = await accessToken(person);
  expect((await person.client.auth.refreshSession()).error).toBeNull();
  expect(await accessToken(person)).not.toBe(before);
  await broadcast(sql, topic, "after");
  await hears(listener, "after");
  expect(statuses(listener)).toEqual(["SUBSCRIBED"]);
  await person.client.removeAllChannels();
});

test("who has lost the permission loses the channel with the next token, and hears nothing more", async () => {
  const [person, witness] = [await newPerson(), await newPerson()];
  const topic = newTopic();
  await addMember(sql, topic, person.id);
  await addMember(sql, topic, witness.id);
  const listener = await join(person.client, prepare(person.client, topic));
  const other = await join(witness.client, prepare(witness.client, topic));
  await removeMember(sql, topic, person.id);
  expect((await person.client.auth.refreshSession()).error).toBeNull();
  await eventually(() => expect(statuses(listener)).toContain("CLOSED"));
  expect(listener.system.find(({ status }) => status === "error")?.message).toMatch(/permission/i);
  await broadcast(sql, topic, "after");
  await hears(other, "after");
  expect(events(listener)).toEqual([]);
  await Promise.all([person.client.removeAllChannels(), witness.client.removeAllChannels()]);
});
