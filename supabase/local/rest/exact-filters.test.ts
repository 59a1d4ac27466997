import { expect, test } from "vitest";
import { exactFilters } from "./exact-filters.ts";

const filtered = (query: string) => {
  const url = exactFilters(`http://x/rest/v1/t?${new URLSearchParams([query.split(/=(.*)/s).slice(0, 2)])}`);
  return [...new URL(url).searchParams].map(([name, value]) => `${name}=${value}`).join("&");
};

test.each([
  ["version=eq.1.10", 'version=eq."1.10"'],
  ["id=not.gt.9007199254740993", 'id=not.gt."9007199254740993"'],
  ["status=neq.unknown", 'status=neq."unknown"'],
  ["label=eq.true", 'label=eq."true"'],
  ["version=in.(1.10,2,null)", 'version=in.("1.10",2,"null")'],
  ['version=in.(1.10,"a,1.20")', 'version=in.("1.10","a,1.20")'],
  ["or=(a.eq.1.10,and(b.gt.1e3,c.eq.x))", 'or=(a.eq."1.10",and(b.gt."1e3",c.eq.x))'],
])("%s is written so that the text survives", (query, expected) => {
  expect(filtered(query)).toBe(expected);
});

test.each([
  "id=eq.12",
  "id=eq.-1.5",
  "done=is.null",
  "done=is.true",
  "name=like.1.10*",
  "select=id,a:b::text",
  "order=version.desc",
  'doc=cs.{"a":1.10}',
  "limit=010",
])("%s stays as it is", (query) => {
  expect(filtered(query)).toBe(query);
});
