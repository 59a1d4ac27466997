import { beforeAll, expect, test } from "vitest";
import { newPerson, type Person } from "./support/people.ts";

/** Above what a JavaScript number holds exactly; the project must send all digits whatever the client makes of them. */
const BEYOND_DOUBLE = "9007199254740993";

let person: Person;
let lastBody = "";

beforeAll(async () => {
  person = await newPerson({
    global: {
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        lastBody = await response.clone().text();
        return response;
      },
    },
  });
  const row = {
    name: "values",
    amount: "12345678901234.5000",
    counter: BEYOND_DOUBLE,
    seen_at: "2026-01-02T03:04:05.678Z",
    local_at: "2026-01-02T03:04:05.678",
    labels: ["a b", "c,d", '"'],
    details: { nested: [1, null, "x"] },
  };
  await person.client.from("conformance_projects").insert(row).throwOnError();
});

const read = (columns: string) => person.client.from("conformance_projects").select(columns).single();

test("a bigint is a JSON number with all its digits", async () => {
  await read("counter");
  expect(lastBody).toMatch(new RegExp(`"counter":\\s*${BEYOND_DOUBLE}\\b`));
  expect((await read("counter::text")).data).toEqual({ counter: BEYOND_DOUBLE });
});

test("a numeric is a JSON number with all its digits", async () => {
  await read("amount");
  expect(lastBody).toMatch(/"amount":\s*12345678901234\.5000\b/);
});

test("timestamps are ISO 8601, with a time zone where the column has one", async () => {
  expect((await read("seen_at, local_at")).data).toEqual({
    seen_at: "2026-01-02T03:04:05.678+00:00",
    local_at: "2026-01-02T03:04:05.678",
  });
});

test("rows of a function have the same values as rows of a table", async () => {
  const { data } = await person.client.rpc("conformance_own_projects").single();
  expect(lastBody).toMatch(new RegExp(`"counter":\\s*${BEYOND_DOUBLE}\\b`));
  expect(data).toMatchObject({
    seen_at: "2026-01-02T03:04:05.678+00:00",
    local_at: "2026-01-02T03:04:05.678",
    labels: ["a b", "c,d", '"'],
    details: { nested: [1, null, "x"] },
  });
});
