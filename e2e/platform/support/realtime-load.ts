import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "postgres";
import { WebSocket } from "ws";

export interface LoadShape {
  sockets: number;
  topics: number;
  /** Messages a second, over all topics. */
  rate: number;
  seconds: number;
}

export interface Listeners {
  /** Messages that arrived at all sockets so far. */
  received(): number;
  /** Sockets that did not get exactly the next message of their topic at some time, or were closed. */
  faults(): string[];
  close(): void;
}

const WRITERS = 4;
const TICK_MS = 50;
const HEARTBEAT_MS = 25_000;

/** How many messages a run of this shape sends to each topic. */
export function messagesPerTopic({ topics, rate, seconds }: LoadShape): number {
  return Math.floor((rate * seconds) / topics);
}

const topicOf = (index: number) => `load:${index}`;

/** Opens the sockets, each on one private topic, and checks everything that arrives. */
export async function connectListeners(url: string, key: string, shape: LoadShape): Promise<Listeners> {
  let received = 0;
  const faults: string[] = [];
  const connect = async (index: number): Promise<WebSocket> => {
    const topic = `realtime:${topicOf(index % shape.topics)}`;
    const socket = new WebSocket(`${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${key}&vsn=2.0.0`);
    await once(socket, "open");
    const joined = once(socket, "message");
    const config = { private: true, presence: { enabled: false } };
    socket.send(JSON.stringify(["1", "1", topic, "phx_join", { config }]));
    const [reply] = await joined;
    if (!String(reply).includes('"status":"ok"')) throw new Error(`not joined: ${reply}`);
    let last = 0;
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (!isBinary) return;
      const [, topicLength = 0, eventLength = 0, metaLength = 0] = data;
      const payload: unknown = JSON.parse(data.toString("utf8", 5 + topicLength + eventLength + metaLength));
      const n = typeof payload === "object" && payload !== null && "n" in payload ? Number(payload.n) : Number.NaN;
      if (n !== last + 1) faults.push(`socket ${index} got ${n} after ${last}`);
      last = n;
      received += 1;
    });
    const heartbeat = setInterval(() => socket.send('[null,"0","phoenix","heartbeat",{}]'), HEARTBEAT_MS);
    socket.on("close", (code) => {
      clearInterval(heartbeat);
      if (code !== 1005) faults.push(`socket ${index} was closed with ${code}`);
    });
    return socket;
  };
  const sockets: WebSocket[] = [];
  for (let first = 0; first < shape.sockets; first += 20) {
    const some = Array.from({ length: Math.min(20, shape.sockets - first) }, (_, offset) => connect(first + offset));
    sockets.push(...(await Promise.all(some)));
  }
  return {
    received: () => received,
    faults: () => faults,
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}

/** Sends numbered messages at the shape's rate; each topic has one writer, so that its numbers are its commit order. */
export async function publishLoad(sql: Sql, shape: LoadShape): Promise<void> {
  const total = messagesPerTopic(shape);
  const startedAt = performance.now();
  const write = async (writer: number) => {
    const topics = Array.from({ length: shape.topics }, (_, index) => index).filter(
      (index) => index % WRITERS === writer,
    );
    let sent = 0;
    while (sent < total) {
      const elapsed = (performance.now() - startedAt) / 1_000;
      const due = Math.min(total, Math.floor((elapsed * shape.rate) / shape.topics));
      if (due > sent) {
        await sql`
          select realtime.send(jsonb_build_object('n', n), 'load', topic)
          from generate_series(${sent + 1}::int, ${due}::int) n, unnest(${topics.map(topicOf)}::text[]) topic
          order by n`;
        sent = due;
      }
      await delay(TICK_MS);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
}
