/** Each design fault of the REST API does what its name says, so that the conformance suite has something to find. */
import { afterEach, expect, test } from "vitest";
import type { FaultName } from "../../supabase/local/faults.ts";
import type { Project } from "./support/platform.ts";
import { startRestProject } from "./support/rest-project.ts";

let project: Project;
afterEach(() => project.stop());

async function startWith(fault: FaultName): Promise<Project> {
  project = await startRestProject({ faults: [fault] });
  await project.sql.unsafe(`
    create table public.notes (id int);
    alter table public.notes enable row level security;
    create table public.plain (id int);
    grant select on public.notes to anon, authenticated;
    grant select on public.notes to service_role;
    insert into public.notes values (1)`);
  return project;
}

test("anonymous_read: whoever has not signed in reads past row level security", async () => {
  expect((await (await startWith("anonymous_read")).client().from("notes").select()).data).toEqual([{ id: 1 }]);
});

test("grants_leaked: a table without any grant is readable", async () => {
  expect((await (await startWith("grants_leaked")).client().from("plain").select()).status).toBe(200);
});

test("error_shape_wrong: an error has no code", async () => {
  const { error } = await (await startWith("error_shape_wrong")).client().from("nothing").select();
  expect(error).not.toBeNull();
  expect(error?.code).toBeUndefined();
});

test("expired_token_accepted: an expired token still works", async () => {
  await startWith("expired_token_accepted");
  const token = await project.tokens.sign({ role: "authenticated" }, -3_600);
  expect((await project.client({ token }).from("notes").select()).status).toBe(200);
});
