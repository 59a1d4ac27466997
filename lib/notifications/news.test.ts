import { expect, it } from "vitest";
import type { FinishedRun } from "./my-finished-query.ts";
import { newsOf, tell, toTell } from "./news.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, second)).toISOString();
const run = (id: number, status: FinishedRun["status"], second = id): FinishedRun => ({
  ...{ id, session_id: 1, session_name: "Release", title: `Job ${id}`, status, failure_code: null },
  finished_at: at(second),
});
const approval = { id: 9, run_id: 5, title: "Release 7.1?", run_title: "Guarded", requested_at: at(3) };

it("what ended and what waits stand in one list, the newest first", () => {
  const news = newsOf([run(4, "failed"), run(2, "succeeded")], [approval]);
  expect(news.map(({ key }) => key.split(":").slice(0, 2).join(":"))).toEqual(["run:4", "approval:9", "run:2"]);
  expect(news[0]).toMatchObject({ title: "Run 4 failed", detail: "Job 4, Release", href: "/runs/4" });
});

it("only what is new since the page was opened, and was not told already, is told; a cancelled run is not", () => {
  const news = newsOf([run(1, "failed"), run(4, "failed"), run(5, "cancelled"), run(6, "succeeded")], []);
  const seen = new Set(news.filter(({ title }) => title.includes("6")).map(({ key }) => key));
  expect(toTell(news, Date.parse(at(2)), seen).map(({ title }) => title)).toEqual(["Run 4 failed"]);
});

it("a run that is retried and ends again is told again", () => {
  const [first] = newsOf([run(1, "failed", 1)], []);
  const [second] = newsOf([run(1, "failed", 9)], []);
  expect(first?.key).not.toBe(second?.key);
});

it("many at once are one sentence, and an approval stays one of its own", () => {
  const many = newsOf([run(1, "failed"), run(2, "succeeded"), run(3, "succeeded"), run(4, "succeeded")], [approval]);
  expect(tell(many).map(({ title, detail }) => [title, detail])).toEqual([
    ["Release 7.1?", "Run 5, Guarded, waits for your approval"],
    ["4 of your runs ended", "3 succeeded, 1 failed"],
  ]);
});
