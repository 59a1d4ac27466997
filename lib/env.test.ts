import { describe, expect, test } from "vitest";
import { readEnvironment } from "./env.ts";

const good = { SUPABASE_URL: "http://127.0.0.1:54321/", SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x" };

describe("the Runboard's environment", () => {
  test("is read with addresses that end without a slash", () => {
    expect(readEnvironment(good).SUPABASE_URL).toBe("http://127.0.0.1:54321");
  });

  test("names everything that is missing", () => {
    expect(() => readEnvironment({})).toThrow(/SUPABASE_URL.*SUPABASE_PUBLISHABLE_KEY/);
  });

  test("refuses a secret key, which would reach every browser, without repeating it", () => {
    const read = () => readEnvironment({ ...good, SUPABASE_PUBLISHABLE_KEY: "sb_secret_hush" });
    expect(read).toThrow(/secret key/);
    expect(read).not.toThrow(/hush/);
  });
});
