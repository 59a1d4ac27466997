import { expect, it } from "vitest";
import { refusalOf } from "./refusal.ts";

const answered = (code: string) => refusalOf(Object.assign(new Error("of Postgres"), { code })).code;

it("a value that Postgres cannot store is the caller's mistake, also a time zone that no clock has", () => {
  expect(["22008", "22009", "22P05", "23514"].map(answered)).toEqual(Array(4).fill("invalid_input"));
  expect(["XX000", "42883"].map(answered)).toEqual(["internal", "internal"]);
});
