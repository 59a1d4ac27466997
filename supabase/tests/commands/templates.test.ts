import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, type Credential, openControlRoom, refusing } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { auditOf, expectRefused, outcomeOf } from "../support/audit.ts";
import { makeLimitedKey } from "../support/callers.ts";

let room: ControlRoom;
let operator: { user_id: string };
beforeAll(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
});
afterAll(() => room.close());

const resolve = (as: Credential, slug: string, version: number | null = null) =>
  refusing(async () => {
    const [row] = await room.executor`
      select private.resolve_template(${room.executor.json(as)}, ${slug}, ${version}) as answer`;
    return row?.answer;
  });

test("templates.publish makes version 1, then 2 for another definition, and none for the same one", async () => {
  const slug = unique("drill");
  const definition = { slug, name: "Drill", steps: oneStep };
  const requestId = crypto.randomUUID();
  const first = await room.call("templates.publish", operator, definition, { requestId });
  expect(first).toMatchObject({ slug, version: 1, created: true });
  expect(await auditOf(room, requestId)).toEqual([expect.objectContaining({ outcome: "ok", session_id: null })]);
  expect(await room.call("templates.publish", operator, definition)).toEqual({ ...first, created: false });
  const second = await room.call("templates.publish", operator, { ...definition, name: "Drill, louder" });
  expect(second).toMatchObject({ template_id: first.template_id, version: 2, created: true });
});

test("templates.publish twice at once makes one version after the other", async () => {
  const slug = unique("race");
  const names = ["one", "two", "three"];
  const published = await Promise.all(
    names.map((name) => room.call("templates.publish", operator, { slug, name, steps: oneStep })),
  );
  expect(published.map((answer) => answer.version).sort()).toEqual([1, 2, 3]);
});

test("a published version never changes, not even for the database's owner", async () => {
  const { version_id } = await room.call("templates.publish", operator, {
    ...{ slug: unique("fixed"), name: "Fixed", steps: oneStep },
  });
  for (const change of [
    room.sql`update public.run_template_versions set definition = '{"steps": [1]}' where id = ${version_id}`,
    room.sql`delete from public.run_template_versions where id = ${version_id}`,
    room.sql`truncate public.run_template_versions cascade`,
  ]) {
    await expect(change).rejects.toMatchObject({ code: "23000" });
  }
});

test("templates.list shows the newest version of each template, without archived ones", async () => {
  const slug = unique("listed");
  await room.call("templates.publish", operator, { slug, name: "Old", steps: oneStep });
  await room.call("templates.publish", operator, { slug, name: "New", default_lane: "B", steps: oneStep });
  const gone = unique("gone");
  await room.call("templates.publish", operator, { slug: gone, name: "Gone", steps: oneStep });
  await room.sql`update public.run_templates set archived_at = now() where slug = ${gone}`;

  const { templates } = await room.call("templates.list", await makeUser(room, "auditor"), {});
  const shown = templates.filter((template) => [slug, gone].includes(template.slug));
  expect(shown).toEqual([expect.objectContaining({ slug, name: "New", version: 2, default_lane: "B" })]);
});

test("templates are everybody's, so a key limited to sessions or lanes cannot publish one", async () => {
  const session = await makeSession(room, operator);
  for (const limits of [{ session_ids: [session.id] }, { lane_ids: session.lanes.map(({ id }) => id) }]) {
    const limited = await makeLimitedKey(room, ["templates.write"], limits);
    const input = { slug: unique("limited"), name: "Limited", steps: oneStep };
    await expectRefused(room, "templates.publish", limited, input, "forbidden");
  }
});

test("resolve_template gives the newest version's parameter schema, or that of the version named", async () => {
  const slug = unique("resolved");
  const schema = { type: "object", properties: { disk: { type: "string" } } };
  const first = await room.call("templates.publish", operator, { slug, name: "One", steps: oneStep });
  const second = await room.call("templates.publish", operator, {
    ...{ slug, name: "Two", steps: oneStep, parameter_schema: schema },
  });
  expect(await resolve(operator, slug)).toEqual({ version_id: second.version_id, parameter_schema: schema });
  expect(await resolve(operator, slug, 1)).toMatchObject({ version_id: first.version_id });
});

test("resolve_template refuses what does not exist, unknown keys, and tells nothing to someone who only signed up", async () => {
  const slug = unique("hidden");
  await room.call("templates.publish", operator, { slug, name: "Hidden", steps: oneStep });
  expect(await outcomeOf(resolve(operator, "no-such-template"))).toBe("not_found");
  expect(await outcomeOf(resolve(operator, slug, 2))).toBe("not_found");
  await room.sql`update public.run_templates set archived_at = now() where slug = ${slug}`;
  expect(await outcomeOf(resolve(operator, slug))).toBe("not_found");
  expect(await outcomeOf(resolve({ key_hash: "f".repeat(64) }, slug))).toBe("unauthenticated");
  const signedUp = await makeUser(room);
  expect(await resolve(signedUp, slug)).toBeNull();
  expect(await resolve(signedUp, "no-such-template")).toBeNull();
  expect(await outcomeOf(resolve(await makeKey(room, ["runs.write"]), "no-such-template"))).toBe("not_found");
});
