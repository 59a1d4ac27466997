import { expect, test } from "vitest";
import { objectsOf, parametersOf } from "./objects.ts";
import { splitStatements } from "./statements.ts";

test("statements end where they end, whatever is quoted in them", () => {
  const sql = `-- one; not yet
    create table public.a (b text default ';');
    create function private.f() returns int language plpgsql as $$ begin return 1; end $$;
    create function private.g() returns void begin atomic; select case when true then 1 end; select 2; end;
    /* ; */ comment on table public.a is 'it''s; fine'`;
  expect(splitStatements(sql).map((statement) => statement.slice(0, 26))).toEqual([
    "create table public.a (b t",
    "create function private.f(",
    "create function private.g(",
    "comment on table public.a ",
  ]);
});

test.each([
  ['create policy "a; b" on public.t for select', ["policy public.t: a; b"]],
  ["create unique index i on private.t (a)", ["index private.i"]],
  ["create trigger g after insert on public.t for each row", ["trigger public.t: g"]],
  ["alter publication supabase_realtime add table public.a, public.b", ["published public.a", "published public.b"]],
  ["insert into storage.buckets (id, name) values ('files', 'files')", ["bucket files"]],
  ["insert into private.commands values ('x')", []],
])("%s makes %j", (statement, objects) => {
  expect(objectsOf(statement)).toEqual(objects);
});

test("a function is known by the names of its parameters, whatever they are by default", () => {
  const statement =
    "create function public.f(filter jsonb, ids bigint[] default '{}', max_rows int default 50) returns jsonb";
  expect(parametersOf(statement)).toEqual(["filter", "ids", "max_rows"]);
  expect(parametersOf("create or replace function public.server_time() returns timestamptz")).toEqual([]);
});
