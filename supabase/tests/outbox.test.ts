import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, openControlRoom } from "../../e2e/harness/control-room.ts";

let room: ControlRoom;
beforeAll(async () => {
  room = await openControlRoom();
});
afterAll(() => room.close());

interface Claimed {
  id: number;
  kind: string;
  payload: unknown;
  try: number;
}
const start = Date.UTC(2026, 10, 20);
const at = (seconds: number) => new Date(start + seconds * 1_000);
const enqueue = async (path: string, seconds = 0) => {
  const payload = room.sql.json({ bucket: "artifacts", path });
  const [row] = await room.sql`select private.enqueue_action('object.remove', ${payload}, ${at(seconds)})::int as id`;
  return Number(row?.id);
};
const claim = async (seconds: number, limit = 10): Promise<Claimed[]> => {
  const [row] = await room.executor`select private.claim_actions(${limit}, ${at(seconds)}) as actions`;
  return row?.actions;
};
const settle = (id: number, error: string | null) => room.executor`select private.settle_action(${id}, ${error})`;

test("an action is handed out once, oldest first, and forgotten when it is done", async () => {
  const [first, second] = [await enqueue("a"), await enqueue("b", 1)];
  const payload = { bucket: "artifacts", path: "a" };
  expect(await claim(2, 1)).toEqual([{ id: first, kind: "object.remove", payload, try: 1 }]);
  expect((await claim(2)).map(({ id }) => id)).toEqual([second]);
  expect(await claim(2)).toEqual([]);
  for (const id of [first, second]) await settle(id, null);
  expect(await claim(100_000)).toEqual([]);
});

test("one that failed, or whose doer died, comes again after pauses that double, twelve times at most; then it says why", async () => {
  const id = await enqueue("c");
  const pauses: number[] = [];
  let now = 0;
  for (let n = 1; n <= 12; n += 1) {
    expect(await claim(now)).toEqual([expect.objectContaining({ id, try: n })]);
    if (n % 2 === 0) await settle(id, "storage is away");
    const [row] =
      await room.sql`select extract(epoch from due_at - ${at(now)})::float8 as pause from private.outbox where id = ${id}`;
    if (row?.pause != null) pauses.push(row.pause);
    now += row?.pause ?? 0;
  }
  expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600]);
  expect(await claim(now + 1_000_000)).toEqual([]);
  const [left] = await room.sql`select tries, error from private.outbox where id = ${id}`;
  expect(left).toEqual({ tries: 12, error: "storage is away" });
});

test("at once by several, no action is handed out twice, and nobody waits", async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => enqueue(`d${n}`)));
  const answers = await Promise.all([claim(1, 4), claim(1, 4), claim(1, 4), claim(1, 4)]);
  const claimed = answers.flat().map(({ id }) => id);
  claimed.push(...(await claim(1, 12)).map(({ id }) => id));
  expect(claimed.sort((a, b) => a - b)).toEqual(ids.sort((a, b) => a - b));
});

test("it belongs to the transaction that wants it", async () => {
  const rolledBack = room.sql.begin(async (sql) => {
    await sql`select private.enqueue_action('object.remove', '{}', ${at(0)})`;
    throw new Error("no");
  });
  await expect(rolledBack).rejects.toThrow("no");
  const rows = await room.sql`select from private.outbox where payload = '{}'`;
  expect(rows).toHaveLength(0);
});
