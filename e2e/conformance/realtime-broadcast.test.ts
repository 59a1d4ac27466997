import type { SupabaseClient } from "@supabase/supabase-js";
import { afterEach, expect, test } from "vitest";
import { addMember, broadcast, database } from "./support/database.ts";
import { events, eventually, hears, join, type Listener, newTopic, prepare } from "./support/listener.ts";
import { newPerson, visitor } from "./support/people.ts";

const sql = database();
const clients: SupabaseClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.removeAllChannels())));

/** A member of the topic (a new one unless it is given), who listens to it. */
async function member(topic = newTopic(), { sends = false } = {}): Promise<{ topic: string; listener: Listener }> {
  const person = await newPerson();
  clients.push(person.client);
  await addMember(sql, topic, person.id, { sends });
  return { topic, listener: await join(person.client, prepare(person.client, topic)) };
}

test("a broadcast arrives after commit only: not before it, and never after a rollback", async () => {
  const { topic, listener } = await member();
  const [held, undone] = [await sql.reserve(), await sql.reserve()];
  try {
    await held`begin`;
    await broadcast(held, topic, "held");
    await undone`begin`;
    await broadcast(undone, topic, "undone");
    await broadcast(sql, topic, "first");
    await hears(listener, "first");
    expect(events(listener), "it arrived before its commit").not.toContain("held");
    await undone`rollback`;
    await held`commit`;
    await hears(listener, "held");
    await broadcast(sql, topic, "last");
    await hears(listener, "last");
    expect(events(listener), "it arrived although it was rolled back").not.toContain("undone");
  } finally {
    held.release();
    undone.release();
  }
});

test("broadcasts arrive in the order of their commits", { timeout: 60_000 }, async () => {
  const { topic, listener } = await member();
  const sent = Array.from({ length: 60 }, (_, index) => `m${index}`);
  // Alternating connections, and a few messages to a transaction: the order must be that of the commits, then of the statements.
  for (let index = 0; index < sent.length; index += 3) {
    await sql.begin(async (tx) => {
      for (const event of sent.slice(index, index + 3)) {
        await tx`select realtime.send('{}'::jsonb, ${event}, ${topic}, true)`;
      }
    });
  }
  await broadcast(sql, topic, "last");
  await eventually(() => expect(new Set(events(listener))).toEqual(new Set([...sent, "last"])));
  // A message that arrives twice is another fault than one that arrives late.
  expect([...new Set(events(listener))]).toEqual([...sent, "last"]);
});

test("each broadcast arrives exactly once", async () => {
  const { topic, listener } = await member();
  const sent = Array.from({ length: 20 }, (_, index) => `m${index}`);
  for (const event of sent) await broadcast(sql, topic, event);
  await eventually(() => expect(new Set(events(listener))).toEqual(new Set(sent)));
  // The second copy of the message before it would have come first.
  await broadcast(sql, topic, "last");
  await hears(listener, "last");
  expect(events(listener).toSorted()).toEqual([...sent, "last"].toSorted());
});

test("private and public channels of one name are two", async () => {
  const { topic, listener } = await member();
  const client = visitor();
  clients.push(client);
  const open = await join(client, prepare(client, topic, {}));
  await broadcast(sql, topic, "for members");
  await broadcast(sql, topic, "for everybody", { isPrivate: false });
  await hears(open, "for everybody");
  await broadcast(sql, topic, "for members again");
  await hears(listener, "for members again");
  expect(events(open)).toEqual(["for everybody"]);
  expect(events(listener)).toEqual(["for members", "for members again"]);
});

test("a member who may send is heard by the others, not by themselves", async () => {
  const { topic, listener: sender } = await member(newTopic(), { sends: true });
  const { listener: receiver } = await member(topic);
  await sender.channel.send({ type: "broadcast", event: "hi", payload: { n: 1 } });
  await hears(receiver, "hi");
  expect(receiver.messages[0]?.payload).toEqual({ n: 1 });
  await broadcast(sql, topic, "last");
  await hears(sender, "last");
  expect(events(sender)).toEqual(["last"]);
});

test("a member who may not send is not heard", async () => {
  const { topic, listener: mute } = await member();
  const { listener: receiver } = await member(topic);
  await mute.channel.send({ type: "broadcast", event: "hi", payload: {} });
  // By HTTP the refusal has an answer, and it comes after the one on the socket.
  await expect(mute.channel.httpSend("hi", {})).rejects.toThrow();
  await broadcast(sql, topic, "last");
  await hears(receiver, "last");
  expect(events(receiver)).toEqual(["last"]);
});

test("a message sent by HTTP is heard by those who joined", async () => {
  const { topic, listener } = await member(newTopic(), { sends: true });
  await listener.channel.httpSend("by http", { n: 2 });
  await hears(listener, "by http");
  expect(listener.messages[0]?.payload).toMatchObject({ n: 2 });
  expect(topic).toBe(listener.channel.subTopic);
});
