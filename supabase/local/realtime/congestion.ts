import { setTimeout as delay } from "node:timers/promises";

/** What is known of a socket's unsent bytes. */
export interface Buffered {
  readonly bufferedAmount: number;
  readonly readyState: number;
  readonly OPEN: number;
}

/**
 * Lets the database's stream wait a moment for sockets whose buffers fill, so that a large transaction is not mistaken
 * for slow clients. Nobody is waited for longer than the grace: one client must not hold up all others.
 */
export interface Congestion {
  /** Called when something was sent. */
  note(socket: Buffered): void;
  /** Undefined when there is nothing to wait for. */
  relief(): Promise<void> | undefined;
}

const GRACE_MS = 500;
/** How long a client that used up its grace gets no other. */
const NO_GRACE_MS = 30_000;
const POLL_MS = 5;

/** `softLimit` in bytes per socket. */
export function createCongestion(softLimit: number): Congestion {
  const waitingFor = new Map<Buffered, number>();
  const usedUp = new WeakMap<Buffered, number>();

  const isOver = (socket: Buffered, deadline: number) => {
    if (socket.readyState !== socket.OPEN || socket.bufferedAmount < softLimit / 2) return true;
    if (performance.now() < deadline) return false;
    usedUp.set(socket, performance.now() + NO_GRACE_MS);
    return true;
  };
  const wait = async () => {
    while (waitingFor.size > 0) {
      await delay(POLL_MS);
      for (const [socket, deadline] of waitingFor) if (isOver(socket, deadline)) waitingFor.delete(socket);
    }
  };
  return {
    note(socket) {
      if (socket.bufferedAmount < softLimit || waitingFor.has(socket)) return;
      if (performance.now() < (usedUp.get(socket) ?? 0)) return;
      waitingFor.set(socket, performance.now() + GRACE_MS);
    },
    relief: () => (waitingFor.size === 0 ? undefined : wait()),
  };
}
