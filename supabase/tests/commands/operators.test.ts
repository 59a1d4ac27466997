import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlRoom, callAs, connect, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeUser } from "../../../e2e/harness/factories.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";

let room: ControlRoom;
let admin: { user_id: string };
beforeEach(async () => {
  room = await openControlRoom();
  admin = await makeUser(room, "admin");
});
afterEach(() => room.close());

const activeAdmins = async () => {
  const [row] = await room.sql`
    select count(*)::int as n from public.operators where role = 'admin' and disabled_at is null`;
  return row?.n;
};

describe("operators.set_role", () => {
  test("holds from the next request on, and is on record", async () => {
    const person = await makeUser(room, "auditor");
    await expectRefused(room, "sessions.create", person, { name: "Not yet" }, "forbidden");
    const requestId = randomUUID();
    const answer = await room.call("operators.set_role", admin, { ...person, role: "operator" }, { requestId });
    expect(answer.operator).toMatchObject({ ...person, role: "operator", disabled_at: null });
    expect(await auditOf(room, requestId)).toMatchObject([
      { actor: `operator:${admin.user_id}`, command: "operators.set_role", outcome: "ok" },
    ]);
    await room.call("sessions.create", person, { name: "Now" });
  });

  test("refuses somebody who is no operator, and another role than there are", async () => {
    await expectRefused(room, "operators.set_role", admin, { ...(await makeUser(room)), role: "admin" }, "not_found");
    await expect(room.call("operators.set_role", admin, { ...admin, role: "owner" as "admin" })).rejects.toThrow();
  });

  test("leaves the last admin one, also when they ask for it themselves; with a second one they may go", async () => {
    await expectRefused(room, "operators.set_role", admin, { ...admin, role: "operator" }, "last_admin");
    await room.call("operators.set_role", admin, { ...admin, role: "admin" });
    const second = await makeUser(room, "admin");
    await room.call("operators.set_role", admin, { ...admin, role: "operator" });
    await expectRefused(room, "operators.set_role", admin, { ...second, role: "operator" }, "forbidden");
    expect(await activeAdmins()).toBe(1);
  });
});

describe("operators.deactivate", () => {
  test("ends what somebody may see and do at once; reactivated they have their role back; again changes nothing", async () => {
    const person = await makeUser(room, "operator");
    const { operator } = await room.call("operators.deactivate", admin, person);
    expect(await room.call("operators.deactivate", admin, person)).toEqual({ operator });
    await expectRefused(room, "sessions.create", person, { name: "No more" }, "forbidden");
    expect(await outcomeOf(room.call("sessions.list", person, {}))).toBe("forbidden");
    const back = await room.call("operators.reactivate", admin, person);
    expect(back.operator).toMatchObject({ role: "operator", disabled_at: null });
    await room.call("sessions.create", person, { name: "Again" });
  });

  test("refuses the last active admin: a deactivated one does not count", async () => {
    const second = await makeUser(room, "admin");
    await room.call("operators.deactivate", admin, second);
    await expectRefused(room, "operators.deactivate", admin, admin, "last_admin");
    await room.call("operators.reactivate", admin, second);
    await room.call("operators.deactivate", admin, admin);
    await expectRefused(room, "operators.reactivate", admin, admin, "forbidden");
  });

  test("of somebody who is no operator is refused", async () => {
    const stranger = await makeUser(room);
    await expectRefused(room, "operators.deactivate", admin, stranger, "not_found");
    await expectRefused(room, "operators.reactivate", admin, stranger, "not_found");
  });
});

describe("there is always an admin", () => {
  test("whoever changes the table, the owner of the database and a deletion in Auth included", async () => {
    const { user_id } = admin;
    for (const change of [
      room.sql`update public.operators set role = 'auditor' where user_id = ${user_id}`,
      room.sql`update public.operators set disabled_at = now()`,
      room.sql`delete from auth.users where id = ${user_id}`,
    ]) {
      await expect(change).rejects.toMatchObject({ code: "OC043" });
    }
    expect(await activeAdmins()).toBe(1);
  });

  // Ten rounds, because one may miss the moment.
  test("when five admins on connections of their own end each other at once, one remains", {
    timeout: 120_000,
  }, async () => {
    const connections = Array.from({ length: 5 }, () => connect(room.database.executorUrl, 1));
    try {
      for (let round = 0; round < 10; round += 1) {
        await room.sql`update public.operators set role = 'admin', disabled_at = null`;
        const admins = (await room.sql`select user_id from public.operators`).map((row) => String(row.user_id));
        while (admins.length < 5) admins.push((await makeUser(room, "admin")).user_id);
        const outcomes = await Promise.all(
          connections.map((sql, index) => {
            const as = { user_id: admins[index] ?? "" };
            const user_id = admins[(index + 1) % 5] ?? "";
            return outcomeOf(
              round % 2 === 0
                ? callAs(sql, "operators.deactivate", as, { user_id })
                : callAs(sql, "operators.set_role", as, { user_id, role: "auditor" }),
            );
          }),
        );
        expect(await activeAdmins(), outcomes.join(" ")).toBeGreaterThanOrEqual(1);
        expect(outcomes).toContain("ok");
        expect(outcomes.filter((outcome) => !["ok", "forbidden", "last_admin"].includes(outcome))).toEqual([]);
      }
    } finally {
      await Promise.all(connections.map((sql) => sql.end({ timeout: 2 })));
    }
  });

  // Past the commands, whose own lock would hide a trigger that counts too early.
  test("when two transactions past the commands demote one admin each, the second is refused", async () => {
    const second = await makeUser(room, "admin");
    const demote = ({ user_id }: { user_id: string }) =>
      room.sql.begin(async (sql) => {
        await sql`update public.operators set role = 'auditor' where user_id = ${user_id}`;
        await sql`select pg_sleep(0.1)`; // holds the lock while the other one arrives
      });
    const outcomes = await Promise.allSettled([demote(admin), demote(second)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await activeAdmins()).toBe(1);
  });
});
