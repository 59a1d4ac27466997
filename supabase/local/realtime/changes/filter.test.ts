import { expect, test } from "vitest";
import { parseFilter } from "./filter.ts";

test("filters are a column, an operator and a value that may contain anything", () => {
  expect(parseFilter("n=eq.1")).toEqual({ column: "n", operator: "=", value: "1", isList: false });
  expect(parseFilter("title=neq.a=b.c")).toEqual({ column: "title", operator: "<>", value: "a=b.c", isList: false });
  expect(parseFilter("at=gte.2026-01-02T03:04:05Z").value).toBe("2026-01-02T03:04:05Z");
  expect(parseFilter("title=eq.").value).toBe("");
});

test("lists become Postgres arrays, with quotes where clients put them", () => {
  expect(parseFilter("n=in.(1,2)")).toEqual({ column: "n", operator: "= any", value: '{"1","2"}', isList: true });
  expect(parseFilter('t=in.(a b,"c,d")').value).toBe('{"a b","c,d"}');
  expect(parseFilter("t=in.()").value).toBe("{}");
});

test("what is no filter is refused with a sentence", () => {
  for (const text of ["", "n", "n=1", "n=EQ.1", "n=like.1", "n=in.1"]) {
    expect(() => parseFilter(text)).toThrow(/Error parsing `filter` params/);
  }
  expect(() => parseFilter(`n=in.(${Array(101).fill(1).join(",")})`)).toThrow("Maximum 100");
});
