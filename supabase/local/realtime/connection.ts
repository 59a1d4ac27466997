import type { RawData, WebSocket } from "ws";
import type { Channel } from "./channel/channel.ts";
import { joinChannel } from "./channel/join.ts";
import { decodeBinary, decodeText, encodeText, type Frame, type ProtocolVersion } from "./frames.ts";
import type { RealtimeParts } from "./parts.ts";
import { createQueues } from "./queues.ts";
import type { Claims } from "./tokens.ts";

/** One client's socket, as its channels see it. */
export interface Connection {
  version: ProtocolVersion;
  /** Whom the key of the connection stands for. */
  keyClaims: Claims;
  send(data: string | Buffer): void;
  push(frame: Omit<Frame, "payload">, payloadJson: string): void;
  /** Joined ones and those about to. */
  channelCount(): number;
}

/** The close code for a client that does not read what it asked for. */
export const TOO_SLOW = { code: 4008, reason: "client reads too slowly" };
const TERMINATE_AFTER_MS = 1_000;

/** Serves the frames of one socket until it closes. */
export function serveConnection(
  parts: RealtimeParts,
  socket: WebSocket,
  version: ProtocolVersion,
  keyClaims: Claims,
): void {
  const channels = new Map<string, Channel>();
  const queues = createQueues(socket);
  let joining = 0;
  let lastHeard = performance.now();

  const drop = (code: number, reason: string) => {
    socket.close(code, reason);
    // Its close frame stands behind everything that it did not read.
    setTimeout(() => socket.terminate(), TERMINATE_AFTER_MS).unref();
  };
  const connection: Connection = {
    version,
    keyClaims,
    channelCount: () => channels.size + joining,
    send(data) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > parts.limits.maxBufferedBytes) {
        parts.log.warn({ buffered: socket.bufferedAmount }, TOO_SLOW.reason);
        return drop(TOO_SLOW.code, TOO_SLOW.reason);
      }
      socket.send(data);
      parts.congestion.note(socket);
    },
    push: (frame, payload) => connection.send(encodeText(frame, payload, version)),
  };
  const reply = (frame: Frame, status: "ok" | "error", response: object = {}) =>
    connection.push({ ...frame, event: "phx_reply" }, JSON.stringify({ status, response }));

  const join = async (frame: Frame): Promise<void> => {
    const { topic } = frame;
    const former = channels.get(topic);
    if (former) {
      channels.delete(topic);
      former.dispose();
      connection.push({ joinRef: former.joinRef, ref: former.joinRef, topic, event: "phx_close" }, "{}");
    }
    let hasClosed = false;
    joining += 1;
    const channel = await joinChannel(parts, connection, frame, () => {
      hasClosed = true;
      channels.delete(topic);
    });
    joining -= 1;
    if (channel && socket.readyState !== socket.OPEN) channel.dispose();
    else if (channel && !hasClosed) channels.set(topic, channel);
  };
  const handle = (frame: Frame): Promise<void> | undefined => {
    if (frame.event === "phx_join") return join(frame);
    const channel = channels.get(frame.topic);
    const isCurrent = channel && (frame.joinRef === null || frame.joinRef === channel.joinRef);
    if (isCurrent) return channel.handle(frame);
    if (frame.event === "phx_leave") reply(frame, "ok");
    else if (frame.event !== "access_token") reply(frame, "error", { reason: "unmatched topic" });
    return undefined;
  };

  socket.on("message", (data: RawData, isBinary: boolean) => {
    lastHeard = performance.now();
    const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    const frame = isBinary && version === 2 ? decodeBinary(bytes) : decodeText(bytes.toString(), version);
    if (!frame) return drop(1003, "not a frame of this protocol");
    if (frame.topic === "phoenix" && frame.event === "heartbeat") return reply(frame, "ok");
    queues.run(
      frame.topic,
      () => handle(frame),
      (error) => {
        parts.log.warn({ topic: frame.topic, error: String(error) }, "a frame could not be handled");
      },
    );
  });
  const idle = setInterval(() => {
    if (performance.now() - lastHeard > parts.limits.idleSocketMs) drop(1000, "no heartbeat");
  }, parts.limits.idleSocketMs / 4);
  idle.unref();
  socket.on("error", () => undefined);
  socket.once("close", () => {
    clearInterval(idle);
    for (const channel of channels.values()) channel.dispose();
    channels.clear();
  });
}
