import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../e2e/harness/control-room.ts";
import { finishOne, makeSession, makeUser, oneStep, startOne } from "../../../e2e/harness/factories.ts";
import type { ChatCommandInput } from "../../functions/_shared/contracts/chat.ts";
import type { Session } from "../../functions/_shared/contracts/session.ts";
import { asRole } from "../support/as-role.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";
import { Stage } from "../support/stage.ts";

let stage: Stage;
let root: postgres.Sql;
let session: Session;
beforeAll(async () => {
  stage = await Stage.open();
  root = connect(stage.room.database.superUrl, 1);
  session = (await stage.aSession(null)).session;
});
afterAll(async () => {
  await root.end({ timeout: 2 });
  await stage.close();
});

const line = (command?: ChatCommandInput, body = "a line", session_id = session.id) => ({
  ...{ session_id, message_id: randomUUID(), body },
  ...(command && { command }),
});
const send = async (input: ReturnType<typeof line>, as = stage.operator) =>
  (await stage.room.call("chat.send", as, input)).message;
const create = (): ChatCommandInput => ({
  name: "runs.create",
  input: { session_id: session.id, steps: oneStep, title: "From chat" },
});
const commandsBy = async (user_id: string) => {
  const rows = await stage.room.sql<{ command: string; outcome: string }[]>`
    select command, outcome from public.audit_log where actor = ${`operator:${user_id}`} order by id`;
  return rows.map((row) => `${row.command} ${row.outcome}`);
};

test("a line that is no command is kept with who said it and when, and does nothing", async () => {
  const now = new Date("2026-11-20T12:00:00Z");
  const { message } = await stage.room.call("chat.send", stage.operator, line(undefined, " deploying at noon "), {
    now,
  });
  expect(message).toMatchObject({
    ...{ body: "deploying at noon", author: `operator:${stage.operator.user_id}`, session_id: session.id },
    ...{ command: null, request_id: null, outcome: null, run_id: null },
  });
  expect(Date.parse(message.sent_at)).toBe(now.getTime());
});

test("a command in a line is executed and audited as its author's own, and the line says which run it made", async () => {
  const author = await makeUser(stage.room, "operator");
  const message = await send(line(create(), "/run"), author);
  expect(message).toMatchObject({ command: "runs.create", outcome: "ok", run_id: expect.any(Number) });
  const run = await stage.get(message.run_id ?? 0);
  expect(run).toMatchObject({ title: "From chat", status: "queued" });
  expect(await auditOf(stage.room, message.request_id ?? "")).toEqual([
    expect.objectContaining({ command: "runs.create", outcome: "ok", run_id: run.id, session_id: session.id }),
  ]);
  expect(await commandsBy(author.user_id)).toEqual(["runs.create ok", "chat.send ok"]);
});

test("a refused command is a line, too, with the reason", async () => {
  const run = await stage.create(session);
  await stage.cancel(run.id);
  const message = await send(line({ name: "runs.cancel", input: { run_id: run.id } }));
  expect(message).toMatchObject({ outcome: "run_final", run_id: run.id });
  expect(message.outcome_message).toContain("been cancelled already");
  expect(await auditOf(stage.room, message.request_id ?? "")).toEqual([
    expect.objectContaining({ command: "runs.cancel", outcome: "run_final" }),
  ]);
});

test("a lane is paused and resumed, an approval decided, a run retried", async () => {
  const place = await stage.aSession();
  const there = (command: ChatCommandInput) => send(line(command, "there", place.session.id));
  const lane_id = place.session.lanes[0]?.id ?? 0;
  const paused = await there({ name: "lanes.pause", input: { lane_id, note: "freeze" } });
  expect(paused).toMatchObject({ outcome: "ok", lane_id, run_id: null });
  expect(await there({ name: "lanes.resume", input: { lane_id } })).toMatchObject({ outcome: "ok" });
  const { id: approval_id, digest, run_id } = await stage.anApproval({}, place);
  const stale = { approval_id, digest: "0".repeat(64), comment: "no" };
  expect(await there({ name: "approvals.reject", input: stale })).toMatchObject({ outcome: "approval_stale" });
  expect(await there({ name: "approvals.approve", input: { approval_id, digest } })).toMatchObject({ run_id });
  await stage.cancel(run_id);
  await there({ name: "runs.retry", input: { run_id } });
  expect((await stage.get(run_id)).status).toBe("queued");
});

describe("the same line", () => {
  test("sent again under other request ids, also at once, is one line and one run", async () => {
    const again = line(create());
    const messages = await Promise.all(Array.from({ length: 4 }, () => send(again)));
    messages.push(await send(again));
    for (const message of messages) expect(message).toEqual(messages[0]);
    const [count] = await stage.room.sql`
      select count(*)::int as lines, count(distinct run_id)::int as runs from public.chat_messages where message_id = ${again.message_id}`;
    expect(count).toEqual({ lines: 1, runs: 1 });
  });

  test("with another text is a conflict", async () => {
    const said = line();
    await send(said);
    await expectRefused(stage.room, "chat.send", stage.operator, { ...said, body: "other" }, "idempotency_conflict");
  });
});

test("nobody speaks or acts in a session that they do not see, nor in one that is archived, nor about another session", async () => {
  const { room } = stage;
  const stranger = await makeUser(room, "operator");
  const secret = await makeSession(room, stage.operator, { visibility: "members" });
  await expectRefused(room, "chat.send", stranger, { ...line(), session_id: secret.id }, "not_found");
  const hidden = await stage.create(secret);
  const cancel = (run_id: number): ChatCommandInput => ({ name: "runs.cancel", input: { run_id } });
  expect(await send(line(cancel(hidden.id)), stranger)).toMatchObject({ outcome: "not_found" });
  await expectRefused(room, "chat.send", stage.operator, line(cancel(hidden.id)), "invalid_input");
  expect((await stage.get(hidden.id)).status).toBe("queued");
  await stage.cancel(hidden.id);
  await room.call("sessions.archive", stage.operator, { session_id: secret.id });
  await expectRefused(room, "chat.send", stage.operator, { ...line(), session_id: secret.id }, "session_archived");
  const spoof = { ...line(cancel(hidden.id)), author: "operator:x" };
  expect(await outcomeOf(room.call("chat.send", await makeUser(room, "auditor"), line(create())))).toBe("forbidden");
  await expect(room.call("chat.send", stage.operator, spoof)).rejects.toThrow();
});

test("what was said cannot be changed, deleted or truncated, by the database's owner either", async () => {
  await send(line());
  const refused = { code: "23000" };
  await expect(stage.room.sql`update public.chat_messages set body = 'x'`).rejects.toMatchObject(refused);
  await expect(stage.room.sql`delete from public.chat_messages`).rejects.toMatchObject(refused);
  await expect(stage.room.sql`truncate public.chat_messages`).rejects.toMatchObject(refused);
});

test("a line is hinted to its session's topic, by its number and nothing else", async () => {
  const { id, session_id } = await send(line());
  const hints = await root`
    select payload from realtime.messages where topic = ${`session:${session_id}`} and event = 'chat_changed' order by inserted_at desc limit 1`;
  expect(hints[0]?.payload).toMatchObject({ id });
  expect(Object.keys(hints[0]?.payload).filter((key) => key !== "id")).toEqual([]);
});

test("people find the runs that they asked for and that ended, the newest first, and nobody else's", async () => {
  const { session, key } = await stage.aSession(null);
  const asker = await makeUser(stage.room, "operator");
  const started = new Date(Date.now() - 60_000);
  const mine = async (as: { user_id: string }) =>
    await asRole(root, "authenticated", as, async (sql) => [
      ...(await sql`select id::int, title, status from public.my_finished_runs(${started})`),
    ]);
  for (const as of [asker, stage.operator, asker])
    await stage.room.call("runs.create", as, { session_id: session.id, steps: oneStep, title: "One" });
  for (let count = 0; count < 3; count += 1) await finishOne(stage.room, key, await startOne(stage.room, key));
  const found = await mine(asker);
  expect(found.map((run) => run.status)).toEqual(["succeeded", "succeeded"]);
  expect(found[0]?.id).toBeGreaterThan(found[1]?.id);
  expect(await mine(await makeUser(stage.room, "admin"))).toEqual([]);
});
