import { closeSync, constants, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** A pipe whose write end a child inherits. */
export interface OutputPipe {
  writeEnd: number;
  /** Ends when every process has closed the write end. */
  readEnd: Socket;
  /** To be called once the child has been spawned. */
  closeWriteEnd(): void;
}

interface Ends {
  readEnd: number;
  writeEnd: number;
}

/** Pipes made at once, for eight steps: each time costs a process. */
const stock = 16;
const refillAfterMs = 250;

/** Open pipes that nobody uses yet. No child inherits them, since Node opens everything with O_CLOEXEC. */
const ready: Ends[] = [];
let making: Promise<void> | undefined;

/**
 * Pipes for the output of a child. Node's own child pipes are sockets, on which `echo > /dev/stderr` and `tee /dev/stdout` fail, so these
 * are named pipes, unlinked as soon as both ends are open. They are made in stock, because Node cannot make them without a process.
 */
export async function openOutputPipes(count: number): Promise<OutputPipe[]> {
  while (ready.length < count) await prepareOutputPipes();
  const taken = ready.splice(0, count);
  // Not now: the child that waits for these comes first. A failure shows when the next one is needed.
  if (ready.length < stock / 2)
    setTimeout(() => void prepareOutputPipes().catch(() => undefined), refillAfterMs).unref();
  return taken.map(({ readEnd, writeEnd }) => ({
    writeEnd,
    readEnd: new Socket({ fd: readEnd, readable: true, writable: false }),
    closeWriteEnd: () => closeSync(writeEnd),
  }));
}

/** Makes a stock of pipes unless one is being made or there. */
async function prepareOutputPipes(): Promise<void> {
  if (ready.length >= stock) return;
  making ??= make().finally(() => {
    making = undefined;
  });
  await making;
}

async function make(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ops-pipes-"));
  try {
    const paths = Array.from({ length: stock }, (_, n) => join(folder, String(n)));
    await execa("mkfifo", ["-m", "600", ...paths]);
    for (const path of paths) ready.push(open(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function open(path: string): Ends {
  // The reader first and without blocking: a writer alone would wait for it.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
}
