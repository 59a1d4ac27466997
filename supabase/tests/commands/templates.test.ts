import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlRoom, type Credential, openControlRoom, refusing } from "../../../e2e/harness/control-room.ts";
import { makeKey, makeSession, makeUser, oneStep, unique } from "../../../e2e/harness/factories.ts";
import { asRole } from "../support/as-role.ts";
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

const slugOf = async (more: object = {}) => {
  const slug = unique("kept");
  await room.call("templates.publish", operator, { slug, name: "Kept", steps: oneStep, ...more });
  return slug;
};
const yamlOf = (slug: string, comment = "# why it is so") =>
  `${comment}\nslug: ${slug}\nname: Kept\nsteps: ${JSON.stringify(oneStep)}\n`;
const versionsOf = async (slug: string) => [
  ...(await room.sql`
    select v.version, v.source, v.note, v.created_by_name from public.run_template_versions v
    join public.run_templates t on t.id = v.template_id where t.slug = ${slug} order by v.version`),
];

test("a version keeps its author's YAML and note; other comments alone are a version, publishing without YAML is none", async () => {
  const slug = unique("yaml");
  const template = { slug, name: "Kept", steps: oneStep };
  const publish = (more: object) => room.call("templates.publish", operator, { ...template, ...more });
  await publish({ source: yamlOf(slug), note: "First", base_version: 0 });
  expect((await publish({ source: yamlOf(slug) })).created).toBe(false);
  expect((await publish({})).created).toBe(false);
  expect(await publish({ source: yamlOf(slug, "# better said"), base_version: 1 })).toMatchObject({ version: 2 });
  expect(await versionsOf(slug)).toEqual([
    { version: 1, source: yamlOf(slug), note: "First", created_by_name: expect.any(String) },
    { version: 2, source: yamlOf(slug, "# better said"), note: null, created_by_name: expect.any(String) },
  ]);
});

test("templates.get gives a version with its YAML, of archived templates too", async () => {
  const slug = await slugOf({ source: undefined });
  await room.call("templates.publish", operator, { slug, name: "Kept", steps: oneStep, source: yamlOf(slug) });
  await room.call("templates.archive", operator, { template: slug });
  const get = async (version?: number) => {
    const input = version === undefined ? { template: slug } : { template: slug, version };
    return (await room.call("templates.get", await makeUser(room, "auditor"), input)).template;
  };
  expect(await get()).toMatchObject({ slug, version: 2, source: yamlOf(slug), archived_at: expect.any(String) });
  expect(await get(1)).toMatchObject({ version: 1, source: null, definition: { slug, name: "Kept" } });
  expect(await outcomeOf(get(3))).toBe("not_found");
});

test("YAML that says something else than the template is refused", async () => {
  const slug = unique("liar");
  for (const source of [yamlOf("another"), `slug: ${slug}\nname: [`, `slug: ${slug}\nname: Kept\n`]) {
    const input = { slug, name: "Kept", steps: oneStep, source };
    await expectRefused(room, "templates.publish", operator, input, "invalid_input");
  }
  expect(await versionsOf(slug)).toEqual([]);
});

test("a template that somebody else published meanwhile is not published over, unless it would say the same", async () => {
  const slug = await slugOf();
  const mine = { slug, name: "Mine", steps: oneStep, base_version: 1 };
  await room.call("templates.publish", await makeUser(room, "admin"), { slug, name: "Theirs", steps: oneStep });
  await expectRefused(room, "templates.publish", operator, mine, "template_changed");
  expect(await room.call("templates.publish", operator, { ...mine, name: "Theirs" })).toMatchObject({ created: false });
  expect(await room.call("templates.publish", operator, { ...mine, base_version: 2 })).toMatchObject({ version: 3 });
  const taken = { slug, name: "New", steps: oneStep, base_version: 0 };
  await expectRefused(room, "templates.publish", operator, taken, "template_changed");
});

test("whoever publishes what is shipped does not undo what was changed since", async () => {
  const slug = await slugOf();
  await room.call("templates.publish", operator, { slug, name: "Changed here", steps: oneStep });
  const shipped = { slug, name: "Kept", steps: oneStep, only_new: true };
  expect(await room.call("templates.publish", operator, shipped)).toMatchObject({ version: 1, created: false });
  expect(await room.call("templates.publish", operator, { ...shipped, name: "Newer" })).toMatchObject({ version: 3 });
});

test("an archived template starts nothing until it is brought back", async () => {
  const slug = await slugOf();
  const { template } = await room.call("templates.archive", operator, { template: slug });
  expect(template.archived_at).not.toBeNull();
  expect(await room.call("templates.archive", operator, { template: slug })).toEqual({ template });
  expect(await outcomeOf(resolve(operator, slug))).toBe("not_found");
  expect(await room.call("templates.unarchive", operator, { template: slug })).toMatchObject({
    template: { slug, archived_at: null },
  });
  expect(await resolve(operator, slug)).toMatchObject({ version_id: expect.any(Number) });
  await expectRefused(room, "templates.archive", operator, { template: "no-such-template" }, "not_found");
});

test("a template that nothing names is deleted with its versions", async () => {
  const slug = await slugOf();
  await room.call("templates.publish", operator, { slug, name: "Again", steps: oneStep });
  await room.call("templates.delete", operator, { template: slug });
  expect(await versionsOf(slug)).toEqual([]);
  await expectRefused(room, "templates.delete", operator, { template: slug }, "not_found");
});

test("a template that runs or schedules name is not deleted, and the refusal names those that the caller sees", async () => {
  const slug = await slugOf();
  const admin = await makeUser(room, "admin");
  const session = await makeSession(room, admin, { visibility: "members" });
  const { run } = await room.call("runs.create", admin, { session_id: session.id, template: slug });
  const schedule = { session_id: session.id, name: "Nightly", template: slug, cron: "@daily" };
  const made = await room.call("schedules.create", admin, schedule);
  const refusal = async (as: Credential) =>
    room.call("templates.delete", as, { template: slug }).catch((error: Error) => error.message);
  expect(await refusal(admin)).toBe(`${slug} is used by 1 run (${run.id}) and 1 schedule (Nightly).`);
  expect(await refusal(operator)).toBe(`${slug} is used by 1 run and 1 schedule.`);
  await expectRefused(room, "templates.delete", operator, { template: slug }, "template_in_use");

  const unused = await slugOf();
  const { schedule: gone } = await room.call("schedules.create", admin, {
    ...schedule,
    name: "Never",
    template: unused,
  });
  await expectRefused(room, "templates.delete", admin, { template: unused }, "template_in_use");
  await room.call("schedules.delete", admin, { schedule_id: gone.id });
  await room.call("templates.delete", admin, { template: unused });
  expect(made.schedule.template).toBe(slug);
});

test("the overview shows every template with the last run and the schedules that its reader sees", async () => {
  const slug = await slugOf({ note: "First" });
  const admin = await makeUser(room, "admin");
  const session = await makeSession(room, admin, { visibility: "members" });
  const { run } = await room.call("runs.create", admin, { session_id: session.id, template: slug });
  await room.call("schedules.create", admin, {
    session_id: session.id,
    name: "Nightly",
    template: slug,
    cron: "@daily",
  });
  const seen = async (who: { user_id: string }) => {
    const [row] = await asRole(room.sql, "authenticated", who, (sql) => sql`select public.template_overview() as all`);
    return row?.all.filter((template: { slug: string }) => template.slug === slug);
  };
  const shown = { slug, name: "Kept", version: 1, note: "First", archived_at: null, steps: 1, confirm: false };
  expect(await seen(admin)).toEqual([
    expect.objectContaining({ ...shown, schedules: ["Nightly"], last_run: expect.objectContaining({ id: run.id }) }),
  ]);
  const none = { ...shown, schedules: [], last_run: null };
  expect(await seen(operator)).toEqual([expect.objectContaining({ ...none, last_run_certain: true })]);
  await room.sql`
    insert into public.runs (session_id, lane_id, template_version_id, title, status, rank, requested_by, requested_by_name, finished_at)
    select r.session_id, r.lane_id, r.template_version_id, 'more', 'succeeded', n, 'x', 'x', now()
    from public.runs r, generate_series(1, 100) n where r.id = ${run.id}`;
  expect(await seen(operator)).toEqual([expect.objectContaining({ ...none, last_run_certain: false })]);
  expect(await seen(await makeUser(room))).toEqual([]);
});
