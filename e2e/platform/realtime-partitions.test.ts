import { expect, test } from "vitest";
import { startRealtimeWorld } from "./support/realtime.ts";

const DAY_MS = 86_400_000;

test("a service that starts makes the partitions of the coming days and drops those older than three", async () => {
  const world = await startRealtimeWorld();
  try {
    // One "today" for the whole test, and no day at the edge: midnight may pass, and the database may be yesterday's.
    const now = Date.now();
    const day = (offset: number) => new Date(now + offset * DAY_MS).toISOString().slice(0, 10);
    const nameOf = (offset: number) => `messages_${day(offset).replaceAll("-", "_")}`;
    const partitions = async () => {
      const rows = await world.sql<{ name: string }[]>`
        select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'realtime.messages'::regclass order by 1`;
      return rows.map(({ name }) => name);
    };
    for (const offset of [-5, -2]) {
      await world.sql.unsafe(`create table if not exists realtime.${nameOf(offset)} partition of realtime.messages
        for values from ('${day(offset)}') to ('${day(offset + 1)}')`);
    }
    await world.sql.unsafe(`drop table realtime.${nameOf(2)}`);
    expect(await partitions()).toContain(nameOf(-5));
    await world.restart();
    const kept = await partitions();
    expect(kept).toEqual(expect.arrayContaining([-2, 0, 1, 2, 3].map(nameOf)));
    expect(kept).not.toContain(nameOf(-5));
  } finally {
    await world.close();
  }
});
