import { expect, test } from "vitest";
import { RunFilter } from "../../supabase/functions/_shared/contracts/run-filter.ts";
import { isNarrowed, type ListFilter, toRunFilter } from "./run-filter.ts";

const noFilter: ListFilter = {
  ...{ status: null, session: null, lane: null, template: null, repo: null, label: null, by: null },
  ...{ failure: null, since: null, from: null, to: null, endedFrom: null, endedTo: null },
  ...{ waited: null, ran: null, text: null },
};
const now = Date.parse("2026-11-20T12:00:00Z");
const of = (filter: Partial<ListFilter>) => RunFilter.parse(toRunFilter({ ...noFilter, ...filter }, now));

test("a list without filter asks for every run", () => {
  expect(of({})).toEqual({});
  expect([isNarrowed(noFilter), isNarrowed({ ...noFilter, lane: "A" })]).toEqual([false, true]);
});

test("a number, with or without #, is a run's number; other text is looked for as it is", () => {
  expect(of({ text: " #1042 " })).toEqual({ run_ids: [1042] });
  expect(of({ text: "7" })).toEqual({ run_ids: [7] });
  expect(of({ text: " 100% _done " })).toEqual({ text: "100% _done" });
  expect(of({ text: "  ", repo: " ", label: [] })).toEqual({});
});

test("a period counts back from now, and two instants outrank it", () => {
  expect(of({ since: "24h" })).toEqual({ created_from: "2026-11-19T12:00:00.000Z" });
  const from = new Date("2026-11-01T00:00:00Z");
  const to = new Date("2026-11-02T00:00:00Z");
  expect(of({ since: "1h", from, to })).toEqual({ created_from: from.toISOString(), created_to: to.toISOString() });
  expect(of({ since: "1h", to })).toEqual({ created_to: to.toISOString() });
});

test("every other condition goes by its name in the database", () => {
  const filter = of({
    status: ["failed"],
    session: 3,
    lane: "B",
    template: "drill",
    by: "Ada",
    failure: "timeout",
    ...{ repo: " Acme/Web ", label: ["gpu", "eu"] },
    ...{ waited: 0.25, ran: 90 },
  });
  expect(filter).toEqual({
    ...{ status: ["failed"], session_id: 3, lane: "B", template: "drill" },
    ...{ repo: "Acme/Web", labels: ["gpu", "eu"] },
    ...{ requested_by: "Ada", failure_code: "timeout", min_wait_seconds: 0.25, min_duration_seconds: 90 },
  });
});
