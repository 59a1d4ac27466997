import type { Duplex } from "node:stream";
import { type LogicalMessage, POSTGRES_EPOCH_MS } from "./pgoutput.ts";

/** Tells the server how far we are, so that it keeps no more log than needed, and notices when it has gone silent. */
export interface Feedback {
  /** The logical message in a chunk of the stream, or null for a keepalive. */
  received(chunk: Buffer): Buffer | null;
  decoded(message: LogicalMessage): void;
  /** While the stream waits for us, silence says nothing about the server. */
  pause(): void;
  resume(): void;
  /** Rejects when the server has not answered for too long. */
  silent: Promise<never>;
  stop(): void;
}

const STATUS_EVERY_MS = 5_000;
const SILENCE_MS = 30_000;
const XLOG_DATA = 0x77;
const KEEPALIVE = 0x6b;

/** Sends a status every five seconds and whenever the server asks for one. */
export function createFeedback(stream: Duplex): Feedback {
  let position = 0n;
  let inTransaction = false;
  let isPaused = false;
  let lastHeard = performance.now();
  const silence = Promise.withResolvers<never>();

  const sendStatus = (wantsAnswer: boolean) => {
    if (stream.destroyed || stream.writableEnded) return;
    const status = Buffer.alloc(34);
    status.write("r");
    for (const offset of [1, 9, 17]) status.writeBigUInt64BE(position, offset);
    status.writeBigInt64BE(BigInt(Date.now() - POSTGRES_EPOCH_MS) * 1_000n, 25);
    status[33] = wantsAnswer ? 1 : 0;
    stream.write(status);
  };
  const timer = setInterval(() => {
    if (!isPaused && performance.now() - lastHeard > SILENCE_MS) silence.reject(new Error("the server is silent"));
    sendStatus(true);
  }, STATUS_EVERY_MS);
  timer.unref();

  return {
    received(chunk) {
      lastHeard = performance.now();
      if (chunk[0] === XLOG_DATA) return chunk.subarray(25);
      if (chunk[0] === KEEPALIVE) {
        // Between transactions everything up to here has been handed over or was none of ours.
        if (!inTransaction) position = chunk.readBigUInt64BE(1);
        if (chunk[17] === 1) sendStatus(false);
      }
      return null;
    },
    decoded(message) {
      if (message.kind === "begin") inTransaction = true;
      if (message.kind !== "commit") return;
      inTransaction = false;
      position = message.endLsn;
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      lastHeard = performance.now();
    },
    silent: silence.promise,
    stop: () => clearInterval(timer),
  };
}
