import { readFile, writeFile } from "node:fs/promises";
import { setPriority } from "node:os";

const GROUP = "/proc/self/autogroup";

/**
 * From here on this process and what it starts run at the priority `nice` and give way to the browser that it has started already: what serves a
 * page is not on its reader's machine. Priorities alone count among the processes of one session where Linux shares between sessions first
 * (sched(7), autogroup), and each part of a stack and each connection of Postgres has one of its own; so this session is preferred to all
 * others as much, which takes root. Answers what takes that back.
 */
export async function giveWay(nice: number): Promise<() => Promise<void>> {
  setPriority(nice);
  const before = /nice (-?\d+)/.exec(await readFile(GROUP, "utf8").catch(() => ""))?.[1];
  if (before === undefined) return async () => undefined;
  const prefer = (value: string) => writeFile(GROUP, value);
  const refused = await prefer(String(-nice)).then(
    () => null,
    (error: unknown) => error,
  );
  if (refused === null) return () => prefer(before);
  console.log(`What serves the page does not give way to the browser: ${refused}`);
  return async () => undefined;
}
