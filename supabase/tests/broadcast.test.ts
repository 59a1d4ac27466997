import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser } from "../../e2e/harness/factories.ts";

let room: ControlRoom;
let root: ReturnType<typeof connect>;
let operator: { user_id: string };
let session_id: number;
beforeAll(async () => {
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
  operator = await makeUser(room, "operator");
  session_id = (await makeSession(room, operator)).id;
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await room.close();
});

const hintsOf = (topic: string) =>
  root`select event, payload, private, extension, payload ->> 'id' = id::text as named from realtime.messages where topic = ${topic}`;

test("one insert stores a message a topic, as realtime.send would have", async () => {
  const topics = [`run:${randomUUID()}`, `session:${randomUUID()}`];
  await root`select private.broadcast(array['run_changed', 'runs_changed'], ${topics}, array['{"seq": 1}', '{"seq": 2}']::jsonb[])`;
  for (const [place, topic] of topics.entries()) {
    expect(await hintsOf(topic)).toEqual([
      {
        event: ["run_changed", "runs_changed"][place],
        payload: expect.objectContaining({ seq: place + 1 }),
        private: true,
        extension: "broadcast",
        named: true,
      },
    ]);
  }
});

test("where the table takes nothing but realtime.send's inserts, hints go that way", async () => {
  await root.unsafe(`
    create function public.only_send() returns trigger language plpgsql as $$
    begin
      if realtime.topic() is null then raise exception 'not by realtime.send'; end if;
      return null;
    end $$;
    create trigger only_send before insert on realtime.messages for each statement execute function public.only_send()`);
  try {
    const { id } = await makeRun(room, operator, { session_id });
    const [hint, ...more] = await hintsOf(`session:${session_id}`);
    expect(more).toEqual([]);
    expect(hint?.payload).toMatchObject({ runs: [{ run_id: id, seq: 1, status: "queued" }] });
    expect(hint?.named).toBe(true);
  } finally {
    await root.unsafe("drop trigger only_send on realtime.messages; drop function public.only_send()");
  }
});

test("a hint that cannot be stored at all is lost, the run is not", async () => {
  await root.unsafe("alter table realtime.messages add constraint nothing check (false) not valid");
  try {
    const { id } = await makeRun(room, operator, { session_id });
    expect(await hintsOf(`run:${id}`)).toEqual([]);
    expect(await room.sql`select status from public.runs where id = ${id}`).toEqual([{ status: "queued" }]);
  } finally {
    await root.unsafe("alter table realtime.messages drop constraint nothing");
  }
});
