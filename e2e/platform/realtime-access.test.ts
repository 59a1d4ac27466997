import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  addRoomPolicies,
  collect,
  KEYS,
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

const privately = { config: { private: true } };

test("a private channel is joined by whom the policies let read it, and refused to others by name", async () => {
  const [me, other] = [randomUUID(), randomUUID()];
  const client = await world.client(() => world.mint.token(me));
  expect(await subscribed(client.channel(`room:${me}`, privately))).toEqual({ status: "SUBSCRIBED", reason: "" });
  const { status, reason } = await subscribed(client.channel(`room:${other}`, privately));
  expect(status).toBe("CHANNEL_ERROR");
  expect(reason).toContain(`Unauthorized: You do not have permissions to read from this Channel topic: room:${other}`);
  const anonymous = await subscribed((await world.client()).channel(`room:${me}`, privately));
  expect(anonymous.reason).toContain("Unauthorized");
});

test("the keys stand for their roles, and others open no socket", async () => {
  expect((await subscribed((await world.client(undefined, KEYS.secret)).channel("any", privately))).status).toBe(
    "SUBSCRIBED",
  );
  const answer = await fetch(`${world.url}/realtime/v1/websocket?apikey=sb_publishable_wrong&vsn=2.0.0`, {
    headers: { connection: "upgrade", upgrade: "websocket" },
  }).catch(() => null);
  expect(answer?.status ?? 401).not.toBe(101);
  const stranger = await subscribed((await world.client(undefined, "sb_publishable_wrong")).channel("lobby"));
  expect(stranger.status).not.toBe("SUBSCRIBED");
});

test("a token that is expired, forged or no token at all joins nothing", async () => {
  const reasonFor = async (token: string) =>
    (await subscribed((await world.client(async () => token)).channel("lobby", privately))).reason;
  expect(await reasonFor(await world.mint.token(randomUUID(), {}, -60))).toMatch(
    /InvalidJWTToken: Token has expired \d+ seconds ago/,
  );
  const forged = (await world.mint.token(randomUUID())).replace(/.{10}$/, "AAAAAAAAAA");
  expect(await reasonFor(forged)).toContain("JwtSignatureError");
  expect(await reasonFor("nonsense")).toContain("MalformedJWT");
  expect(await reasonFor(await world.mint.token(randomUUID(), { role: undefined }))).toContain("InvalidJWTToken");
});

test("no token makes a superuser", async () => {
  const client = await world.client(() => world.mint.token(randomUUID(), { role: "supabase_admin" }));
  expect((await subscribed(client.channel("anything", privately))).reason).toContain("Unauthorized");
});

test("an expired token closes its channel, a refreshed one keeps it", async () => {
  const me = randomUUID();
  // Long enough to join with, on any machine.
  const short = await world.mint.token(me, {}, 8);
  const leaving = (await world.client(async () => short)).channel(`room:${me}:a`, privately);
  let token = await world.mint.token(me, {}, 8);
  const client = await world.client(async () => token);
  const staying = client.channel(`room:${me}:b`, privately);
  const statuses: string[] = [];
  const system: { status: string; message: string }[] = [];
  leaving.on("system", {}, (payload) => void system.push(payload));
  const received = collect(staying);
  await Promise.all([
    new Promise<void>((resolve) =>
      leaving.subscribe((status) => {
        statuses.push(status);
        if (status === "SUBSCRIBED") resolve();
      }),
    ),
    subscribed(staying),
  ]);
  token = await world.mint.token(me, {}, 600);
  await client.realtime.setAuth();
  await vi.waitFor(() => expect(statuses).toContain("CLOSED"), 20_000);
  expect(system.at(-1)).toMatchObject({ status: "error", message: expect.stringContaining("Token has expired") });
  await world.sql`select realtime.send('{"n":1}', 'news', ${`room:${me}:b`})`;
  await vi.waitFor(() => expect(received).toHaveLength(1));
});

test("losing the permission closes the channel when the next token comes", async () => {
  const me = randomUUID();
  let token = await world.mint.token(me);
  const client = await world.client(async () => token);
  const channel = client.channel(`room:${me}`, privately);
  const statuses: string[] = [];
  const messages: string[] = [];
  channel.on("system", {}, (payload) => void messages.push(payload.message));
  channel.subscribe((status) => void statuses.push(status));
  await vi.waitFor(() => expect(statuses).toEqual(["SUBSCRIBED"]));
  token = await world.mint.token(randomUUID());
  await client.realtime.setAuth();
  await vi.waitFor(() => expect(statuses).toContain("CLOSED"));
  expect(messages.at(-1)).toContain("You no longer have permission");
});

test("a client's own broadcast needs the insert policy, and is dropped without it", async () => {
  const me = randomUUID();
  const connect = () => world.client(() => world.mint.token(me));
  for (const [topic, arrives] of [
    [`room:${me}:w`, true],
    [`room:${me}:r`, false],
  ] as const) {
    const [from, to] = [(await connect()).channel(topic, privately), (await connect()).channel(topic, privately)];
    const received = collect(to);
    await Promise.all([subscribed(from), subscribed(to)]);
    await from.send({ type: "broadcast", event: "hi", payload: { text: "päivää" } });
    await world.sql`select realtime.send('{"last":true}', 'news', ${topic})`;
    // The two take different ways (socket and its policy check, database), so either may come first.
    const expected = arrives ? ["hi", "news"] : ["news"];
    await vi.waitFor(() => expect(received.map(({ event }) => event).sort()).toEqual(expected));
    if (arrives) expect(received.find(({ event }) => event === "hi")?.payload.text).toBe("päivää");
  }
});

test("broadcasts over HTTP obey the same policies", async () => {
  const me = randomUUID();
  const token = await world.mint.token(me);
  const channel = (await world.client(async () => token)).channel(`room:${me}:w`, privately);
  const received = collect(channel);
  await subscribed(channel);
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${world.url}/realtime/v1/api/broadcast${path}`, {
      method: "POST",
      headers: { apikey: KEYS.publishable, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const bearer = { authorization: `Bearer ${token}` };
  const message = { topic: `room:${me}:w`, event: "batch", payload: { n: 1 }, private: true };
  expect((await post("", { messages: [message] })).status).toBe(202);
  expect((await post("", { messages: [{ ...message, payload: { n: 2 } }] }, bearer)).status).toBe(202);
  const single = `/${encodeURIComponent(`room:${me}:w`)}/events/single?private=true`;
  expect((await post(single, { n: 3 })).status).toBe(403);
  expect((await post(single, { n: 4 }, bearer)).status).toBe(202);
  expect((await post("", { messages: [{ topic: "x" }] })).status).toBe(422);
  const silent = (await world.client(async () => token)).channel(`room:${me}:w`, privately);
  expect(await silent.httpSend("single", { n: 5 })).toMatchObject({ success: true });
  expect((await post("", { messages: [] }, { apikey: "sb_publishable_wrong" })).status).toBe(401);
  await vi.waitFor(() => expect(received.map(({ payload }) => payload.n)).toEqual([2, 4, 5]));
});

test("people who track themselves see each other come and go", async () => {
  const enter = async (key: string) =>
    (await world.client()).channel("hall", { config: { presence: { key, enabled: true } } });
  const [ann, bob] = await Promise.all([enter("ann"), enter("bob")]);
  ann.on("presence", { event: "sync" }, () => undefined);
  await Promise.all([subscribed(ann), subscribed(bob)]);
  await ann.track({ at: "door" });
  await bob.track({ at: "desk" });
  await vi.waitFor(() => expect(Object.keys(ann.presenceState()).sort()).toEqual(["ann", "bob"]));
  await bob.unsubscribe();
  await vi.waitFor(() => expect(Object.keys(ann.presenceState())).toEqual(["ann"]));
});
