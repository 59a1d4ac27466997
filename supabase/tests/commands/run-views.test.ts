import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ControlRoom, connect, openControlRoom } from "../../../e2e/harness/control-room.ts";
import { makeUser, unique } from "../../../e2e/harness/factories.ts";
import { asRole } from "../support/as-role.ts";
import { expectRefused } from "../support/audit.ts";

type Person = { user_id: string };
let room: ControlRoom;
let ada: Person;
let ben: Person;
let admin: Person;
let auditor: Person;
beforeAll(async () => {
  room = await openControlRoom();
  [ada, ben] = [await makeUser(room, "operator"), await makeUser(room, "operator")];
  [admin, auditor] = [await makeUser(room, "admin"), await makeUser(room, "auditor")];
});
afterAll(() => room.close());

const query = "?status=failed&since=24h";
async function aView(shared: boolean, name = unique("view")) {
  return (await room.call("run_views.create", ada, { name, query, shared })).view;
}
async function seenBy(person: Person): Promise<string[]> {
  const root = connect(room.database.superUrl, 1);
  try {
    return await asRole(root, "authenticated", person, async (sql) => {
      const rows = await sql`select v.name from public.run_views v order by v.id`;
      return rows.map((row) => String(row.name));
    });
  } finally {
    await root.end();
  }
}
const defaultOf = async ({ user_id }: Person) =>
  (await room.sql`select default_run_view_id::int as id from public.operators where user_id = ${user_id}`)[0]?.id;

describe("a saved view", () => {
  test("is its owner's alone until it is shared, and then every reader's", async () => {
    const { id: view_id, name } = await aView(false);
    expect([await seenBy(ada), await seenBy(ben), await seenBy(admin)]).toEqual([[name], [], []]);
    await expectRefused(room, "run_views.update", admin, { view_id, name: "x" }, "not_found");
    await room.call("run_views.update", ada, { view_id, shared: true });
    expect([await seenBy(ben), await seenBy(auditor)]).toEqual([[name], [name]]);
    const { view } = await room.call("run_views.update", admin, { view_id, name: `${name} 2`, query: "?lane=B" });
    expect(view).toMatchObject({ name: `${name} 2`, query: "?lane=B", shared: true, owner: ada.user_id });
    await room.call("run_views.delete", ada, { view_id });
    expect(await seenBy(ada)).toEqual([]);
  });

  test("is changed and deleted by its owner or an admin, kept by no auditor", async () => {
    const { id: view_id } = await aView(true);
    await expectRefused(room, "run_views.update", ben, { view_id, shared: false }, "forbidden");
    await expectRefused(room, "run_views.delete", ben, { view_id }, "forbidden");
    await expectRefused(room, "run_views.create", auditor, { name: "mine", query, shared: false }, "forbidden");
    await room.call("run_views.delete", admin, { view_id });
    await expectRefused(room, "run_views.delete", ada, { view_id }, "not_found");
  });

  test("has a name of its own among its owner's and among the team's", async () => {
    const name = unique("Failures");
    const { id: view_id } = await aView(true, name);
    const again = { name: name.toUpperCase(), query, shared: false };
    await expectRefused(room, "run_views.create", ada, again, "name_taken");
    const { view } = await room.call("run_views.create", ben, again);
    await expectRefused(room, "run_views.update", ben, { view_id: view.id, shared: true }, "name_taken");
    await room.call("run_views.delete", ada, { view_id });
    await room.call("run_views.update", ben, { view_id: view.id, shared: true });
  });

  test("is one of 100 at most", async () => {
    const person = await makeUser(room, "operator");
    await room.sql`
      insert into public.run_views (owner, owner_name, name, query, shared, created_at, updated_at)
      select ${person.user_id}, 'x', 'view ' || n, '?lane=A', false, now(), now() from generate_series(1, 100) n`;
    await expectRefused(room, "run_views.create", person, { name: "more", query, shared: false }, "limit_exceeded");
  });
});

describe("the view that the way to the list leads to", () => {
  test("is each person's own choice among those they see, and goes with the view", async () => {
    const { id: view_id } = await aView(true);
    await room.call("run_views.set_default", ada, { view_id });
    await room.call("run_views.set_default", ben, { view_id });
    await room.call("run_views.update", ada, { view_id, shared: false });
    expect([await defaultOf(ada), await defaultOf(ben)]).toEqual([view_id, null]);
    await expectRefused(room, "run_views.set_default", ben, { view_id }, "not_found");
    await room.call("run_views.delete", ada, { view_id });
    expect(await defaultOf(ada)).toBeNull();
    await room.call("run_views.set_default", ada, { view_id: null });
  });
});
