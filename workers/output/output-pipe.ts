import { closeSync, constants, openSync, unlinkSync } from "node:fs";
import { Socket } from "node:net";
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

/**
 * Opens one pipe for each name. Node's own child pipes are sockets, on which `echo > /dev/stderr` and `tee /dev/stdout` fail, so these
 * are named pipes in `folder`, unlinked as soon as both ends are open.
 */
export async function openOutputPipes<Name extends string>(
  folder: string,
  names: readonly Name[],
): Promise<Record<Name, OutputPipe>> {
  const paths = names.map((name) => join(folder, name));
  await execa("mkfifo", ["-m", "600", ...paths]);
  const pipes = names.map((name, n) => [name, open(paths[n] ?? "")] as const);
  return Object.fromEntries(pipes) as Record<Name, OutputPipe>; // its keys are the names given
}

function open(path: string): OutputPipe {
  // The reader first and without blocking: a writer alone would wait for it.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  unlinkSync(path);
  return {
    writeEnd,
    readEnd: new Socket({ fd: readEnd, readable: true, writable: false }),
    closeWriteEnd: () => closeSync(writeEnd),
  };
}
