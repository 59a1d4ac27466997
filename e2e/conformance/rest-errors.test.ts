import { beforeAll, expect, test } from "vitest";
import { newPerson, type Person, server, visitor } from "./support/people.ts";

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const projects = () => person.client.from("conformance_projects");

test("an exception raised by a function keeps its code, message, details and hint", async () => {
  const raise = (code: string) =>
    person.client.rpc("conformance_raise", { code, message: "no more today", detail: "five were made", hint: "wait" });
  expect(await raise("P0001")).toMatchObject({
    status: 400,
    error: { code: "P0001", message: "no more today", details: "five were made", hint: "wait" },
  });
  expect(await raise("OC042")).toMatchObject({ status: 400, error: { code: "OC042", hint: "wait" } });
});

test("the code of an exception chooses the status", async () => {
  const statusOf = async (code: string) => {
    const { status } = await person.client.rpc("conformance_raise", { code, message: "m", detail: "d", hint: "h" });
    return status;
  };
  expect(await statusOf("PT409")).toBe(409);
  expect(await statusOf("PT429")).toBe(429);
  expect(await statusOf("40001")).toBe(500);
  expect(await statusOf("57014")).toBe(500);
  expect(await statusOf("42501")).toBe(403);
});

test("a table or function that is not there is 404, a column 400", async () => {
  expect(await person.client.from("conformance_none").select()).toMatchObject({
    status: 404,
    error: { code: "PGRST205" },
  });
  expect(await person.client.rpc("conformance_none")).toMatchObject({ status: 404, error: { code: "PGRST202" } });
  expect(await projects().select("none")).toMatchObject({ status: 400, error: { code: "42703" } });
  expect(await projects().insert({ none: 1 })).toMatchObject({ status: 400, error: { code: "PGRST204" } });
  expect(await projects().select("*, conformance_members(*)")).toMatchObject({
    status: 400,
    error: { code: "PGRST200" },
  });
});

const readUngranted = (client: Person["client"]) => client.from("conformance_ungranted").select("id");

test("a table that was granted to nobody shows nothing to anybody, whatever its policies say", async () => {
  for (const client of [person.client, visitor(), server()]) {
    expect(await readUngranted(client)).toMatchObject({ data: null, error: expect.anything() });
  }
});

test("a missing grant is 403, and 401 for who has no session", async () => {
  const denied = { data: null, error: { code: "42501" } };
  expect(await readUngranted(person.client)).toMatchObject({ ...denied, status: 403 });
  expect(await readUngranted(visitor())).toMatchObject({ ...denied, status: 401 });
  expect(await readUngranted(server())).toMatchObject({ ...denied, status: 403 });
});

test("a grant by column opens those columns only", async () => {
  const shown = await person.client.from("conformance_columns").select("id, shown");
  expect(shown.data).toEqual([{ id: 1, shown: "shown" }]);
  const hidden = await person.client.from("conformance_columns").select("hidden");
  expect(hidden).toMatchObject({ status: 403, error: { code: "42501" } });
});

test("a row that no policy allows is denied", async () => {
  const { error, status } = await projects().insert({ name: "n", owner_id: crypto.randomUUID() });
  expect(status).toBe(403);
  expect(error).toMatchObject({ code: "42501", message: expect.stringContaining("row-level security policy") });
});

test("constraints are named: unique 409, foreign key 409, check and not null 400", async () => {
  await projects().insert({ name: "taken" }).throwOnError();
  expect(await projects().insert({ name: "taken" })).toMatchObject({
    status: 409,
    error: { code: "23505", message: expect.stringContaining("conformance_projects_name_is_unique") },
  });
  const { data: project } = await projects().select("id").eq("name", "taken").single();
  await person.client.from("conformance_tasks").insert({ project_id: project?.id, title: "t" }).throwOnError();
  const orphan = await server().from("conformance_tasks").insert({ project_id: -1, title: "t" });
  expect(orphan).toMatchObject({ status: 409, error: { code: "23503" } });
  expect(await projects().insert({ name: "r", rank: -1 })).toMatchObject({
    status: 400,
    error: { code: "23514", message: expect.stringContaining("conformance_projects_rank_is_positive") },
  });
  expect(await projects().insert({ name: null })).toMatchObject({ status: 400, error: { code: "23502" } });
});

test("a value of the wrong type is 400", async () => {
  expect(await projects().select().eq("rank", "many")).toMatchObject({ status: 400, error: { code: "22P02" } });
});
