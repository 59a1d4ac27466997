/** What the database holds arrives as PostgREST would write it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Project } from "./support/platform.ts";
import { startRestProject } from "./support/rest-project.ts";

let project: Project;

beforeAll(async () => {
  project = await startRestProject();
  await project.sql.unsafe(`
    create table public.samples (
      id bigint primary key, big bigint, exact numeric, at timestamptz, local timestamp, day date,
      doc jsonb, ats timestamptz[], bigs bigint[], raw bytea, score float8, parent bigint references public.samples
    );
    grant select, insert on public.samples to anon;
    insert into public.samples values (
      1, 9223372036854775807, 1.50, '2026-01-02 03:04:05.678+00', '2026-01-02 03:04:05', '2026-01-02',
      '{"n": 1.50, "b": 9223372036854775807}', '{2026-01-02 03:04:05+00}', '{9007199254740993}', '\\xff00', 0.1, null
    ), (2, 1, 2, null, null, null, null, null, null, null, null, 1);
    create function public.last_at() returns timestamptz language sql stable
      as $$ select '2026-01-02 03:04:05.678+00'::timestamptz $$;
    create function public.all_samples() returns setof public.samples language sql stable
      as $$ select * from public.samples order by id $$;
    create function public.total() returns numeric language sql stable as $$ select 1.50 $$;
    grant execute on function public.last_at(), public.all_samples(), public.total() to anon;
  `);
});
afterAll(() => project.stop());

/** The answer as text, since parsing would lose what is tested. */
async function text(path: string): Promise<string> {
  const response = await fetch(`${project.url}/rest/v1${path}`, { headers: { apikey: project.keys.publishable } });
  const body = await response.text();
  expect(response.status, body).toBe(200);
  return body.replaceAll(/([:,])\s+/g, "$1");
}

test("times are ISO, numbers keep their digits, in columns, arrays and documents", async () => {
  const row = await text("/samples?id=eq.1&select=big,exact,at,local,day,doc,ats,bigs,raw,score");
  expect(row).toBe(
    '[{"big":9223372036854775807,"exact":1.50,"at":"2026-01-02T03:04:05.678+00:00","local":"2026-01-02T03:04:05",' +
      '"day":"2026-01-02","doc":{"b":9223372036854775807,"n":1.50},"ats":["2026-01-02T03:04:05+00:00"],' +
      '"bigs":[9007199254740993],"raw":"\\\\xff00","score":0.1}]',
  );
});

test("the same holds in embedded rows", async () => {
  const rows = await text("/samples?id=eq.2&select=id,parent(big,exact,at,doc)");
  expect(rows).toBe(
    '[{"id":2,"parent":{"big":9223372036854775807,"exact":1.50,"at":"2026-01-02T03:04:05.678+00:00",' +
      '"doc":{"b":9223372036854775807,"n":1.50}}}]',
  );
});

test("and in results of functions, scalar or rows", async () => {
  expect(await text("/rpc/last_at")).toBe('"2026-01-02T03:04:05.678+00:00"');
  expect(await text("/rpc/total")).toBe("1.50");
  expect(await text("/rpc/all_samples?select=id,exact,at&id=eq.1")).toBe(
    '[{"id":1,"exact":1.50,"at":"2026-01-02T03:04:05.678+00:00"}]',
  );
});

test("what is written comes back as it was stored", async () => {
  const { data, error } = await project
    .client()
    .from("samples")
    .insert({ id: 3, at: "2026-05-06T07:08:09.123456+02:00", exact: "10.10" })
    .select("at, exact::text")
    .single();
  expect(error).toBeNull();
  expect(data).toEqual({ at: "2026-05-06T05:08:09.123456+00:00", exact: "10.10" });
});
