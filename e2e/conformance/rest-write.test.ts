import { beforeAll, expect, test } from "vitest";
import { newPerson, type Person, visitor } from "./support/people.ts";

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const projects = () => person.client.from("conformance_projects");

test("an inserted row comes back only when it is asked for", async () => {
  const silent = await projects().insert({ name: "silent" });
  expect(silent).toMatchObject({ status: 201, data: null, error: null });
  const { data } = await projects().insert({ name: "spoken", rank: 3 }).select().single();
  expect(data).toMatchObject({ name: "spoken", rank: 3, owner_id: person.id, labels: [], details: {} });
});

test("many rows are inserted, or none", async () => {
  const { error } = await projects().insert([{ name: "first" }, { name: "second", rank: -1 }]);
  expect(error?.code).toBe("23514");
  expect((await projects().select("id").eq("name", "first")).data).toEqual([]);
});

test("an upsert changes the row that is there and adds the one that is not", async () => {
  await projects().insert({ name: "there", rank: 1 }).throwOnError();
  const rows = ["there", "new"].map((name) => ({ name, rank: 7, owner_id: person.id }));
  const { data, error } = await projects().upsert(rows, { onConflict: "owner_id,name" }).select("name, rank");
  expect(error).toBeNull();
  expect(data).toEqual(
    expect.arrayContaining([
      { name: "there", rank: 7 },
      { name: "new", rank: 7 },
    ]),
  );
  const ignored = await projects()
    .upsert({ name: "there", rank: 8, owner_id: person.id }, { onConflict: "owner_id,name", ignoreDuplicates: true })
    .select();
  expect(ignored.data).toEqual([]);
});

test("what matches is updated and deleted, with a count", async () => {
  await projects()
    .insert([{ name: "old-a" }, { name: "old-b" }])
    .throwOnError();
  const updated = await projects().update({ rank: 5 }, { count: "exact" }).like("name", "old-%");
  expect(updated).toMatchObject({ status: 204, count: 2, error: null });
  const deleted = await projects().delete().like("name", "old-%").eq("rank", 5).select("name");
  expect(deleted.data?.map(({ name }) => name).sort()).toEqual(["old-a", "old-b"]);
});

test("a function's value, rows and nothing come back as such", async () => {
  const { client } = person;
  expect(await client.rpc("conformance_add", { a: 2, b: 3 })).toMatchObject({ data: 5, error: null });
  expect(await client.rpc("conformance_add", { a: 2, b: 3 }, { get: true })).toMatchObject({ data: 5, error: null });
  expect(await client.rpc("conformance_nothing")).toMatchObject({ data: null, error: null });
  await projects()
    .insert([{ name: "rows-b" }, { name: "rows-a" }])
    .throwOnError();
  const rows = await client.rpc("conformance_own_projects").select("name").like("name", "rows-%").order("name");
  expect(rows.data).toEqual([{ name: "rows-a" }, { name: "rows-b" }]);
});

test("a function's document and list arrive as such", async () => {
  const shape = async (args: object) => (await person.client.rpc("conformance_shape", args)).data;
  expect(await shape({ doc: { a: 1 } })).toBe("object 0");
  expect(await shape({ doc: [1, 2] })).toBe("array 0");
  expect(await shape({ doc: "text", tags: ["a", "b"] })).toBe("string 2");
  expect(await shape({ doc: 1, tags: [] })).toBe("number 0");
});

test("a function runs as its caller and for those who were granted it", async () => {
  const denied = await person.client.rpc("conformance_denied");
  expect(denied).toMatchObject({ status: 403, error: { code: "42501" } });
  const anonymous = await visitor().rpc("conformance_own_projects");
  expect(anonymous).toMatchObject({ status: 401, error: { code: "42501" } });
});

test("a function that writes is not run by a request that only reads", async () => {
  const { data, error } = await person.client.rpc("conformance_add", { a: 1 });
  expect(data).toBeNull();
  expect(error).toMatchObject({ code: "PGRST202" });
});
