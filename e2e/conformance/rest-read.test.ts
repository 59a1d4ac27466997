import { beforeAll, expect, test } from "vitest";
import { newPerson, type Person, visitor } from "./support/people.ts";

let owner: Person;
let other: Person;

/** Five projects of the owner, one of somebody else; the first has two tasks. */
beforeAll(async () => {
  [owner, other] = [await newPerson(), await newPerson()];
  const rows = ["ant", "bee", "cat", "dog", "eel"].map((name, index) => ({
    name,
    rank: index === 4 ? null : index + 1,
    labels: index < 2 ? ["insect"] : ["vertebrate", name],
    details: { legs: index < 2 ? 6 : 4 },
  }));
  const { data } = await owner.client.from("conformance_projects").insert(rows).select("id, name").throwOnError();
  const ant = data.find(({ name }) => name === "ant");
  const tasks = ["dig", "carry"].map((title) => ({ title, project_id: ant?.id }));
  await owner.client.from("conformance_tasks").insert(tasks).throwOnError();
  await other.client.from("conformance_projects").insert({ name: "fox", rank: 9 }).throwOnError();
});

const projects = () => owner.client.from("conformance_projects");
const names = (data: { name: string }[] | null) => data?.map(({ name }) => name);

test("policies decide which rows are read", async () => {
  const { data } = await projects().select("name").order("name");
  expect(names(data)).toEqual(["ant", "bee", "cat", "dog", "eel"]);
  const others = await other.client.from("conformance_projects").select("name");
  expect(names(others.data)).toEqual(["fox"]);
});

test("who has no session reads nothing that no policy gives", async () => {
  const { data, error } = await visitor().from("conformance_projects").select("name");
  expect(error).toBeNull();
  expect(data).toEqual([]);
});

test("policies decide which rows are changed and deleted", async () => {
  const changed = await other.client.from("conformance_projects").update({ rank: 1 }).eq("name", "ant").select();
  expect(changed.data).toEqual([]);
  const deleted = await other.client.from("conformance_projects").delete().eq("name", "ant").select();
  expect(deleted.data).toEqual([]);
  expect((await projects().select("rank").eq("name", "ant").single()).data).toEqual({ rank: 1 });
});

test("children and parents are embedded, under their own policies", async () => {
  const down = await projects().select("name, conformance_tasks(title)").in("name", ["ant", "bee"]).order("name");
  expect(down.error).toBeNull();
  expect(down.data?.map((row) => [row.name, row.conformance_tasks.map(({ title }) => title).sort()])).toEqual([
    ["ant", ["carry", "dig"]],
    ["bee", []],
  ]);
  const up = await owner.client
    .from("conformance_tasks")
    .select("title, project:conformance_projects(name)")
    .order("title");
  expect(up.data).toEqual([
    { title: "carry", project: { name: "ant" } },
    { title: "dig", project: { name: "ant" } },
  ]);
  const inner = await projects().select("name, conformance_tasks!inner(title)").eq("conformance_tasks.title", "dig");
  expect(names(inner.data)).toEqual(["ant"]);
});

test("rows are counted with and without being sent", async () => {
  const head = await projects().select("*", { count: "exact", head: true });
  expect(head).toMatchObject({ count: 5, data: null, error: null });
  const page = await projects().select("name", { count: "exact" }).order("name").range(0, 1);
  expect(page.count).toBe(5);
  expect(names(page.data)).toEqual(["ant", "bee"]);
});

test("rows come in the order that was asked for, nulls where they were asked for", async () => {
  const descending = await projects().select("name").order("rank", { ascending: false, nullsFirst: false });
  expect(names(descending.data)).toEqual(["dog", "cat", "bee", "ant", "eel"]);
  const nullsFirst = await projects().select("name").order("rank", { nullsFirst: true }).limit(2);
  expect(names(nullsFirst.data)).toEqual(["eel", "ant"]);
});

test("a range is cut out of the order", async () => {
  expect(names((await projects().select("name").order("name").range(1, 3)).data)).toEqual(["bee", "cat", "dog"]);
  const beyond = await projects().select("name").order("name").range(10, 12);
  expect(beyond.data).toEqual([]);
});

test("filters compare, match and combine", async () => {
  const select = () => projects().select("name").order("name");
  expect(names((await select().eq("rank", 2)).data)).toEqual(["bee"]);
  expect(names((await select().neq("rank", 2)).data)).toEqual(["ant", "cat", "dog"]);
  expect(names((await select().gt("rank", 2)).data)).toEqual(["cat", "dog"]);
  expect(names((await select().gte("rank", 2).lt("rank", 4)).data)).toEqual(["bee", "cat"]);
  expect(names((await select().lte("rank", 1)).data)).toEqual(["ant"]);
  expect(names((await select().is("rank", null)).data)).toEqual(["eel"]);
  expect(names((await select().not("rank", "is", null)).data)).toEqual(["ant", "bee", "cat", "dog"]);
  expect(names((await select().in("name", ["ant", "eel"])).data)).toEqual(["ant", "eel"]);
  expect(names((await select().like("name", "%e%")).data)).toEqual(["bee", "eel"]);
  expect(names((await select().ilike("name", "A%")).data)).toEqual(["ant"]);
  expect(names((await select().or("name.eq.ant,rank.gte.4")).data)).toEqual(["ant", "dog"]);
  expect(names((await select().contains("labels", ["insect"])).data)).toEqual(["ant", "bee"]);
  expect(names((await select().overlaps("labels", ["cat", "dog"])).data)).toEqual(["cat", "dog"]);
  expect(names((await select().eq("details->>legs", "6")).data)).toEqual(["ant", "bee"]);
  expect(names((await select().contains("details", { legs: 6 })).data)).toEqual(["ant", "bee"]);
});

test("columns are renamed, cast and reached into", async () => {
  const { data } = await projects().select("title:name, rank::text, legs:details->legs").eq("name", "bee").single();
  expect(data).toEqual({ title: "bee", rank: "2", legs: 6 });
});

test("single wants exactly one row, maybeSingle at most one", async () => {
  expect((await projects().select("name").eq("name", "ant").single()).data).toEqual({ name: "ant" });
  expect(await projects().select("name").eq("name", "none").single()).toMatchObject({
    data: null,
    status: 406,
    error: { code: "PGRST116" },
  });
  expect((await projects().select("name").single()).error).toMatchObject({ code: "PGRST116" });
  expect(await projects().select("name").eq("name", "none").maybeSingle()).toMatchObject({ data: null, error: null });
  expect((await projects().select("name").eq("name", "ant").maybeSingle()).data).toEqual({ name: "ant" });
});
