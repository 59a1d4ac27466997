import { expect, test } from "vitest";
import { isOfOtherProject, readSettings } from "./settings.ts";

const url = "https://abcdefghijklmnopqrst.supabase.co";
const token = (claims: object) =>
  ["eyJhbGciOiJIUzI1NiJ9", Buffer.from(JSON.stringify(claims)).toString("base64url"), "c2ln"].join(".");

test.each([
  ["no address", {}, "not_configured", "SUPABASE_URL"],
  ["something else than an address", { SUPABASE_URL: "abc" }, "bad_address", "SUPABASE_URL"],
  ["no key", { SUPABASE_URL: url }, "not_configured", "SUPABASE_PUBLISHABLE_KEY"],
  [
    "a secret key",
    { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: "sb_secret_x" },
    "secret_key",
    "SUPABASE_PUBLISHABLE_KEY",
  ],
  [
    "an old secret key",
    { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: token({ role: "service_role", ref: "abcdefghijklmnopqrst" }) },
    "secret_key",
    "SUPABASE_PUBLISHABLE_KEY",
  ],
  [
    "an old key of another project",
    { SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: token({ role: "anon", ref: "zzzzzzzzzzzzzzzzzzzz" }) },
    "other_project",
    "SUPABASE_PUBLISHABLE_KEY",
  ],
])("%s is named", (_, variables, problem, variable) => {
  expect(readSettings(variables)).toMatchObject({ ok: false, state: { problem, variable } });
});

test("an address and a publishable key are enough", () => {
  expect(readSettings({ SUPABASE_URL: `${url}/`, SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x" })).toEqual({
    ok: true,
    url,
    key: "sb_publishable_x",
  });
});

test("a connection string of another hosted project is noticed, by its host or its user", () => {
  expect(isOfOtherProject("postgresql://postgres:x@db.zzzzzzzzzzzzzzzzzzzz.supabase.co:5432/postgres", url)).toBe(true);
  expect(isOfOtherProject("postgresql://postgres.zzzzzzzzzzzzzzzzzzzz:x@pooler:5432/postgres", url)).toBe(true);
  expect(isOfOtherProject("postgresql://postgres.abcdefghijklmnopqrst:x@pooler:5432/postgres", url)).toBe(false);
  expect(isOfOtherProject("postgresql://postgres:x@127.0.0.1:5432/postgres", url)).toBe(false);
});
