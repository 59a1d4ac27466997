/** The REST API as supabase-js sees it: who may read what, queries, errors, changes of the schema. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { newSigning, type Project, startProject } from "./support/platform.ts";
import { startRestProject } from "./support/rest-project.ts";

const ALICE = "11111111-1111-4111-8111-111111111111";
const BOB = "22222222-2222-4222-8222-222222222222";

let project: Project;
const as = async (user: string) =>
  project.client({
    token: await project.tokens.sign({ sub: user, role: "authenticated", email: `${user}@x.test` }, 60),
  });

beforeAll(async () => {
  project = await startRestProject();
  await project.sql.unsafe(`
    create table public.teams (id int primary key, name text not null);
    create table public.notes (
      id int primary key, owner uuid not null default auth.uid(), team_id int references public.teams,
      title text not null constraint title_is_short check (length(title) < 20), version text
    );
    alter table public.notes enable row level security;
    create policy own on public.notes to authenticated using (owner = (select auth.uid()));
    grant select on public.teams to anon, authenticated;
    grant select, insert on public.teams to service_role;
    grant select, insert, update, delete on public.notes to authenticated, service_role;
    create table public.secrets (id int primary key, hidden text);
    grant select (id) on public.secrets to anon;
    insert into public.teams values (1, 'red'), (2, 'blue');
    insert into public.notes values
      (1, '${ALICE}', 1, 'one', '1.10'), (2, '${ALICE}', 2, 'two', '1.1'), (3, '${ALICE}', null, 'three', 'unknown'),
      (4, '${BOB}', 1, 'four', null);
    create function public.who() returns jsonb language sql stable as $$
      select jsonb_build_object('user', current_user, 'session', session_user, 'uid', auth.uid(), 'role', auth.role(),
        'email', auth.email(), 'claim', auth.jwt() ->> 'custom', 'agent', current_setting('request.headers', true)::jsonb ->> 'x-test')
    $$;
    create function public.time_limit() returns text language sql stable
      as $$ select current_setting('statement_timeout') $$;
    create function public.fail(state text) returns void language plpgsql as $$
    begin
      raise exception 'it broke' using errcode = state, detail = 'some detail', hint = 'try again';
    end $$;
    create function public.sneak() returns void language sql as $$ insert into public.teams values (66, 'sneaky') $$;
    alter function public.sneak() security definer;
    grant execute on function public.sneak() to anon;
    grant execute on function public.who(), public.time_limit(), public.fail(text) to anon, authenticated, service_role;
  `);
});
afterAll(() => project.stop());

test("a request runs as its caller, never as the role that connects", async () => {
  const anonymous = await project.client().rpc("who");
  expect(anonymous.data).toMatchObject({ user: "anon", session: "authenticator", uid: null, role: "anon" });
  const token = await project.tokens.sign({ sub: ALICE, role: "authenticated", email: "a@x.test", custom: "yes" }, 60);
  const user = await project.client({ token }).rpc("who");
  expect(user.data).toMatchObject({ user: "authenticated", uid: ALICE, email: "a@x.test", claim: "yes" });
  expect((await project.client({ secret: true }).rpc("who")).data).toMatchObject({ user: "service_role" });
});

test("a token cannot become a role that is not for requests", async () => {
  const token = await project.tokens.sign({ role: "postgres" }, 60);
  const { error, status } = await project.client({ token }).rpc("who");
  expect(status).toBe(403);
  expect(error?.code).toBe("42501");
});

test("a request keeps to the limits of its caller's role", async () => {
  const limit = async (client: ReturnType<Project["client"]>) => (await client.rpc("time_limit")).data;
  expect(await limit(project.client())).toBe("3s");
  expect(await limit(await as(ALICE))).toBe("8s");
});

test("row level security decides for users, and not for the secret key", async () => {
  expect((await (await as(ALICE)).from("notes").select()).data).toHaveLength(3);
  expect((await (await as(BOB)).from("notes").select()).data).toHaveLength(1);
  expect((await project.client({ secret: true }).from("notes").select()).data).toHaveLength(4);
});

test("no grant is handed out: tables, columns and writes stay denied, with the reason", async () => {
  const anonymous = project.client();
  const read = await anonymous.from("notes").select();
  expect(read.status).toBe(401);
  expect(read.error).toMatchObject({ code: "42501", message: "permission denied for table notes" });
  expect((await anonymous.from("secrets").select("id")).error).toBeNull();
  expect((await anonymous.from("secrets").select("hidden")).error?.code).toBe("42501");
  const write = await (await as(ALICE)).from("teams").insert({ id: 9, name: "x" });
  expect(write.status).toBe(403);
  const [grants] = await project.sql`
    select count(*)::int as count from information_schema.role_table_grants
    where table_schema = 'public' and table_name in ('notes', 'teams') and grantee = 'anon'`;
  expect(grants?.count).toBe(1);
});

test("the claim helpers stay as they were", async () => {
  const [row] = await project.sql`select pg_get_functiondef('auth.uid'::regproc) as source`;
  expect(row?.source).toContain("request.jwt.claims");
});

test("select, embed, count, order, filter, range", async () => {
  const { data, count, error } = await (await as(ALICE))
    .from("notes")
    .select("id, title, teams(name)", { count: "exact" })
    .neq("id", 2)
    .order("id", { ascending: false })
    .range(0, 0);
  expect(error).toBeNull();
  expect(count).toBe(2);
  expect(data).toEqual([{ id: 3, title: "three", teams: null }]);
  const inner = await (await as(ALICE)).from("notes").select("id, teams!inner(name)").eq("teams.name", "red");
  expect(inner.data).toEqual([{ id: 1, teams: { name: "red" } }]);
});

test("a filter on text finds the text as it is written", async () => {
  const notes = (await as(ALICE)).from("notes").select("id");
  expect((await notes.eq("version", "1.10")).data).toEqual([{ id: 1 }]);
  const alice = await as(ALICE);
  expect((await alice.from("notes").select("id").eq("version", "unknown")).data).toEqual([{ id: 3 }]);
  expect((await alice.from("notes").select("id").in("version", ["1.10", "unknown", "a,b"]).order("id")).data).toEqual([
    { id: 1 },
    { id: 3 },
  ]);
  expect((await alice.from("notes").select("id").or("version.eq.1.10,id.eq.2").order("id")).data).toEqual([
    { id: 1 },
    { id: 2 },
  ]);
});

test("single and maybeSingle", async () => {
  const alice = await as(ALICE);
  expect((await alice.from("notes").select("title").eq("id", 1).single()).data).toEqual({ title: "one" });
  expect((await alice.from("notes").select().eq("id", 99).maybeSingle()).data).toBeNull();
  const many = await alice.from("notes").select().single();
  expect(many.status).toBe(406);
  expect(many.error?.code).toBe("PGRST116");
});

test("writes come back, and a refused single undoes them", async () => {
  const alice = await as(ALICE);
  const made = await alice
    .from("notes")
    .insert({ id: 10, title: "ten", team_id: 1 })
    .select("id, owner, t:title")
    .single();
  expect(made.data).toEqual({ id: 10, owner: ALICE, t: "ten" });
  const both = [
    { id: 11, title: "a" },
    { id: 12, title: "b" },
  ];
  expect((await alice.from("notes").insert(both).select("id, t:title").single()).error?.code).toBe("PGRST116");
  expect((await alice.from("notes").select().in("id", [11, 12])).data).toEqual([]);
  expect((await alice.from("notes").update({ title: "neu" }).eq("id", 10).select("title")).data).toEqual([
    { title: "neu" },
  ]);
  expect((await alice.from("notes").delete().eq("id", 10)).status).toBe(204);
});

test("constraints are reported with code and status", async () => {
  const alice = await as(ALICE);
  const duplicate = await alice.from("notes").insert({ id: 1, title: "x" });
  expect([duplicate.status, duplicate.error?.code]).toEqual([409, "23505"]);
  // Postgres tells the key only where no row level security could be betrayed by it.
  const told = await project.client({ secret: true }).from("teams").insert({ id: 1, name: "x" });
  expect(told.error).toMatchObject({ code: "23505", details: "Key (id)=(1) already exists.", hint: null });
  const reference = await alice.from("notes").insert({ id: 20, title: "x", team_id: 77 });
  expect([reference.status, reference.error?.code]).toEqual([409, "23503"]);
  const check = await alice.from("notes").insert({ id: 21, title: "x".repeat(30) });
  expect([check.status, check.error?.code]).toEqual([400, "23514"]);
  expect(check.error?.message).toContain("title_is_short");
  const denied = await alice.from("notes").insert({ id: 22, title: "x", owner: BOB });
  expect([denied.status, denied.error?.code]).toEqual([403, "42501"]);
  const column = await alice.from("notes").select("nonsense");
  expect([column.status, column.error?.code]).toEqual([400, "42703"]);
  expect(column.error?.message).toBe("column notes.nonsense does not exist");
});

test.each([
  ["P0001", 400],
  ["OC404", 400],
  ["PT418", 418],
  ["40001", 500],
  ["57014", 500],
  ["53300", 503],
])("an exception %s keeps code, details and hint and answers %i", async (state, status) => {
  const result = await project.client().rpc("fail", { state });
  expect(result.status).toBe(status);
  expect(result.error).toMatchObject({ code: state, message: "it broke", details: "some detail", hint: "try again" });
});

test("an unknown table, function and relationship are told apart", async () => {
  const anonymous = project.client();
  const table = await anonymous.from("teems").select();
  expect([table.status, table.error?.code]).toEqual([404, "PGRST205"]);
  expect(table.error?.hint).toContain("teams");
  const call = await anonymous.rpc("nothing");
  expect([call.status, call.error?.code]).toEqual([404, "PGRST202"]);
  const embed = await anonymous.from("teams").select("secrets(*)");
  expect([embed.status, embed.error?.code]).toEqual([400, "PGRST200"]);
});

test("a read cannot write, even through a function", async () => {
  const result = await project.client().rpc("sneak", {}, { get: true });
  expect([result.status, result.error?.code]).toEqual([405, "25006"]);
});

test("tables and functions made after the start are found, dropped ones are gone", async () => {
  const anonymous = project.client();
  await project.sql.unsafe(`
    create table public.fresh (id int primary key, team_id int references public.teams);
    grant select on public.fresh to anon`);
  await expect.poll(async () => (await anonymous.from("fresh").select("id, teams(name)")).status).toBe(200);
  await project.sql.unsafe(`
    create function public.news() returns int language sql as 'select 1';
    grant execute on function public.news() to anon`);
  await expect.poll(async () => (await anonymous.rpc("news")).data).toBe(1);
  await project.sql.unsafe("drop table public.fresh");
  await expect.poll(async () => (await anonymous.from("fresh").select()).status).toBe(404);
});

test("an expired token and a foreign one are refused", async () => {
  const expired = await project.tokens.sign({ sub: ALICE, role: "authenticated" }, -60);
  const late = await project.client({ token: expired }).from("teams").select();
  expect([late.status, late.error?.code, late.error?.message]).toEqual([401, "PGRST303", "JWT expired"]);
  const other = await startProject({ signing: await newSigning(), services: () => ({}) });
  const foreign = await other.tokens.sign({ sub: ALICE, role: "authenticated" }, 60);
  await other.stop();
  const refused = await project.client({ token: foreign }).from("teams").select();
  expect([refused.status, refused.error?.code]).toEqual([401, "PGRST301"]);
});

test("connections that the database closes at any moment cost no request more than a 503, and afterwards everything works", async () => {
  const teams = async () => await project.client().from("teams").select();
  for (let round = 0; round < 8; round++) {
    await Promise.all([teams(), teams(), teams()]);
    await project.sql.unsafe(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'authenticator'`,
    );
    const results = await Promise.all([teams(), teams(), teams()]);
    for (const { status } of results) expect([200, 503]).toContain(status);
    expect((await teams()).status).toBe(200);
  }
});
