import { once } from "node:events";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { addRoomPolicies, KEYS, type RealtimeWorld, startRealtimeWorld } from "./support/realtime.ts";

let world: RealtimeWorld;

beforeAll(async () => {
  world = await startRealtimeWorld({
    limits: { channelsPerConnection: 3, maxFrameBytes: 10_000, maxBufferedBytes: 200_000 },
  });
  await addRoomPolicies(world.sql);
});
afterAll(() => world.close());

interface Wire {
  socket: WebSocket;
  frames: unknown[];
  binary: Buffer[];
  /** Sends one frame and resolves with the first text frame that comes after. */
  ask(frame: unknown): Promise<unknown>;
}

async function open(query = `apikey=${KEYS.publishable}&vsn=2.0.0`): Promise<Wire> {
  const socket = new WebSocket(`${world.url.replace("http", "ws")}/realtime/v1/websocket?${query}`);
  const [frames, binary]: [unknown[], Buffer[]] = [[], []];
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) binary.push(data);
    else frames.push(JSON.parse(data.toString()));
  });
  await once(socket, "open");
  const ask = async (frame: unknown) => {
    const before = frames.length;
    socket.send(Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    await vi.waitFor(() => expect(frames.length).toBeGreaterThan(before), 5_000);
    return frames[before];
  };
  return { socket, frames, binary, ask };
}

const join = (topic: string, config: object = {}, ref = "1") => [
  ref,
  ref,
  topic,
  "phx_join",
  { config: { presence: { enabled: false }, ...config } },
];
const refusal = (ref: string, topic: string, reason: string) => [
  ref,
  ref,
  topic,
  "phx_reply",
  { status: "error", response: { reason: expect.stringContaining(reason) } },
];
const ok = { status: "ok", response: {} };

test("a handshake without a good key is answered as HTTP", async () => {
  const answer = async (query: string) => {
    const socket = new WebSocket(`${world.url.replace("http", "ws")}/realtime/v1/websocket${query}`);
    socket.on("error", () => undefined);
    const [, response] = await once(socket, "unexpected-response");
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return [response.statusCode, JSON.parse(Buffer.concat(chunks).toString())];
  };
  expect(await answer("")).toEqual([401, { error: "API key is missing" }]);
  expect(await answer("?apikey=sb_publishable_no")).toEqual([401, { error: "The token provided is not a valid JWT" }]);
  const expired = await world.mint.token("00000000-0000-4000-8000-000000000000", {}, -5);
  expect(await answer(`?apikey=${expired}`)).toEqual([401, { error: expect.stringContaining("Token has expired") }]);
});

test("heartbeats, joins, leaves and messages to channels that are not joined get Phoenix's answers", async () => {
  const wire = await open();
  expect(await wire.ask([null, "7", "phoenix", "heartbeat", {}])).toEqual([null, "7", "phoenix", "phx_reply", ok]);
  const joined = await wire.ask(join("realtime:lobby"));
  expect(joined).toEqual([
    "1",
    "1",
    "realtime:lobby",
    "phx_reply",
    { status: "ok", response: { postgres_changes: [] } },
  ]);
  await wire.ask(["1", "2", "realtime:lobby", "phx_leave", {}]);
  await vi.waitFor(() =>
    expect(wire.frames.slice(-2)).toEqual([
      ["1", "2", "realtime:lobby", "phx_reply", ok],
      ["1", "1", "realtime:lobby", "phx_close", {}],
    ]),
  );
  const stray = await wire.ask([null, "3", "realtime:lobby", "broadcast", { event: "e", payload: {} }]);
  expect(stray).toMatchObject([null, "3", "realtime:lobby", "phx_reply", { status: "error" }]);
  expect(await wire.ask(join("realtime:"))).toEqual(refusal("1", "realtime:", "TopicNameRequired"));
  const replay = { broadcast: { replay: { since: 0 } } };
  expect(await wire.ask(join("realtime:lobby", replay))).toEqual(
    refusal("1", "realtime:lobby", "UnableToReplayMessages"),
  );
  wire.socket.close();
});

test("a second join of a topic replaces the first", async () => {
  const wire = await open();
  await wire.ask(join("realtime:lobby"));
  wire.socket.send(JSON.stringify(join("realtime:lobby", {}, "5")));
  await vi.waitFor(() =>
    expect(wire.frames.slice(1)).toMatchObject([
      ["1", "1", "realtime:lobby", "phx_close", {}],
      ["5", "5", "realtime:lobby", "phx_reply", { status: "ok" }],
    ]),
  );
  wire.socket.close();
});

test("binary pushes reach version 2 as binary and version 1 as text, not their sender, and are acknowledged", async () => {
  const [sender, second, first] = [await open(), await open(), await open(`apikey=${KEYS.publishable}`)];
  await sender.ask(join("realtime:lobby", { broadcast: { ack: true } }));
  await second.ask(join("realtime:lobby"));
  const joined = await first.ask({ topic: "realtime:lobby", event: "phx_join", payload: {}, ref: "1" });
  expect(joined).toMatchObject({ event: "phx_reply", ref: "1", payload: { status: "ok" } });
  const names = ["1", "2", "realtime:lobby", "hi", ""].map((name) => Buffer.from(name));
  const payload = Buffer.from('{"text":"päivää"}');
  const push = Buffer.concat([Buffer.from([3, ...names.map(({ length }) => length), 1]), ...names, payload]);
  expect(await sender.ask(push)).toEqual(["1", "2", "realtime:lobby", "phx_reply", ok]);
  await vi.waitFor(() => expect(second.binary).toHaveLength(1));
  const head = Buffer.concat([Buffer.from([4, 14, 2, 0, 1]), Buffer.from("realtime:lobbyhi")]);
  expect(second.binary[0]).toEqual(Buffer.concat([head, payload]));
  await vi.waitFor(() =>
    expect(first.frames.at(-1)).toMatchObject({
      topic: "realtime:lobby",
      event: "broadcast",
      payload: { type: "broadcast", event: "hi", payload: { text: "päivää" } },
    }),
  );
  expect(sender.binary).toHaveLength(0);
  for (const { socket } of [sender, second, first]) socket.close();
});

test("too many channels, too large frames and no frames at all have their answers", async () => {
  const wire = await open();
  for (const topic of ["a", "b", "c"]) await wire.ask(join(`realtime:${topic}`));
  expect(await wire.ask(join("realtime:d"))).toEqual(refusal("1", "realtime:d", "ChannelRateLimitReached"));
  wire.socket.send(JSON.stringify([null, "9", "realtime:a", "broadcast", { event: "e", payload: "x".repeat(20_000) }]));
  expect((await once(wire.socket, "close"))[0]).toBe(1009);
  const confused = await open();
  confused.socket.send("not json");
  expect((await once(confused.socket, "close"))[0]).toBe(1003);
});

test("a client that reads nothing is dropped before its messages fill the memory, and nobody else suffers", async () => {
  const [slow, good] = [await open(), await open()];
  await slow.ask(join("realtime:lobby", { private: true }));
  await good.ask(join("realtime:lobby", { private: true }));
  slow.socket.pause();
  await world.sql`
    do $$ begin for i in 1..400 loop
      perform realtime.send(jsonb_build_object('x', repeat('x', 50000)), 'big', 'lobby');
    end loop; end $$`;
  await vi.waitFor(() => expect(good.binary.length).toBe(400), 20_000);
  await vi.waitFor(() => expect(world.realtime.connectionCount()).toBe(1), 10_000);
  expect(world.logged.some((line) => line.includes("reads too slowly"))).toBe(true);
  good.socket.close();
});
