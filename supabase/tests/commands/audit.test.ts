import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeRun, makeSession, makeUser } from "../../../e2e/harness/factories.ts";
import type { AuditFilter } from "../../functions/_shared/contracts/audit.ts";
import { asRole } from "../support/as-role.ts";
import { auditOf, outcomeOf } from "../support/audit.ts";

let room: ControlRoom;
let root: postgres.Sql;
const people: Record<"owner" | "auditor" | "stranger" | "outsider", { user_id: string }> = {
  ...{ owner: { user_id: "" }, auditor: { user_id: "" }, stranger: { user_id: "" }, outsider: { user_id: "" } },
};
let closed: number;
let run_id: number;
beforeAll(async () => {
  room = await openControlRoom();
  root = connect(room.database.superUrl, 1);
  people.owner = await makeUser(room, "operator");
  people.auditor = await makeUser(room, "auditor");
  people.outsider = await makeUser(room, "operator");
  people.stranger = await makeUser(room);
  closed = (await makeSession(room, people.owner, { visibility: "members" })).id;
  run_id = (await makeRun(room, people.owner, { session_id: closed })).id;
  await room.call("runs.cancel", people.owner, { run_id });
  await outcomeOf(room.call("runs.cancel", people.owner, { run_id }));
  await outcomeOf(room.call("runs.cancel", people.auditor, { run_id }));
  await outcomeOf(room.call("runs.cancel", people.stranger, { run_id }));
});
afterAll(async () => {
  await root.end();
  await room.close();
});

/** What a person's screen finds, newest first, as "command outcome". */
async function found(who: { user_id: string }, filter: AuditFilter): Promise<string[]> {
  const ids = await asRole(root, "authenticated", who, async (sql) => {
    const [row] = await sql`select public.find_audit(${sql.json(filter)}, null, 100) as page`;
    return row?.page.ids as number[]; // as the function builds it
  });
  const rows =
    await room.sql`select command, outcome from public.audit_log where id = any (${ids}::bigint[]) order by id desc`;
  return rows.map(({ command, outcome }) => `${command} ${outcome}`);
}

describe("the audit log is found", () => {
  test("by command, outcome, run and person, refusals of whoever had no right included", async () => {
    const { auditor } = people;
    const refused = ["runs.cancel forbidden", "runs.cancel forbidden", "runs.cancel run_final"];
    expect(await found(auditor, { run_id, outcome: "refused" })).toEqual(refused);
    expect(await found(auditor, { run_id, outcome: "run_final" })).toEqual(refused.slice(2));
    expect(await found(auditor, { run_id, outcome: "ok" })).toEqual(["runs.cancel ok", "runs.create ok"]);
    expect(await found(auditor, { session_id: closed, command: "sessions.create" })).toEqual(["sessions.create ok"]);
    const [person] = await room.sql`select display_name from public.operators where user_id = ${auditor.user_id}`;
    expect(await found(auditor, { actor_name: person?.display_name })).toEqual(refused.slice(0, 1));
  });

  test("by time, from where the period ends", async () => {
    const now = Date.now();
    const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
    expect(await found(people.auditor, { run_id, at_from: at(-5), at_to: at(5) })).toHaveLength(5);
    expect(await found(people.auditor, { run_id, at_to: at(-5) })).toEqual([]);
    expect(await found(people.auditor, { run_id, at_from: at(5) })).toEqual([]);
  });

  test("by its readers only: an operator finds what its sessions saw, a stranger nothing", async () => {
    expect(await found(people.owner, { run_id })).toHaveLength(5);
    expect(await found(people.outsider, {})).toEqual([]);
    expect(await found(people.stranger, {})).toEqual([]);
  });
});

test("an export is a command: whoever takes one leaves a row with its filter, and it ends before that row", async () => {
  const requestId = randomUUID();
  const filter = { outcome: "refused", run_id } as const;
  const { before } = await room.call("audit.export", people.auditor, { filter }, { requestId });
  const [row] = await auditOf(room, requestId);
  expect(row).toMatchObject({ command: "audit.export", outcome: "ok", input: { filter } });
  const [newest] = await room.sql`select max(id)::int as id from public.audit_log`;
  expect(before).toBe(newest?.id);

  const denied = randomUUID();
  expect(await outcomeOf(room.call("audit.export", people.stranger, { filter }, { requestId: denied }))).toBe(
    "forbidden",
  );
  expect(await auditOf(room, denied)).toMatchObject([{ command: "audit.export", outcome: "forbidden" }]);
});
