import { expect, test } from "vitest";
import type { Artifact } from "../supabase/functions/_shared/contracts/artifact.ts";
import { choose } from "./artifact-choice.ts";

const artifact = (name: string, attempt = 1): Artifact => ({
  ...{ id: 1, run_id: 7, attempt, step: 0, name, kind: "text", media_type: "text/plain", size: 1 },
  ...{ sha256: "0".repeat(64), created_at: "2026-11-20T20:00:00Z" },
});
const chosen = (artifacts: Artifact[], names: string[] = [], attempt?: number) =>
  choose(artifacts, 7, { names, ...(attempt !== undefined && { attempt }) }).map((one) => [one.file, one.attempt]);

test("of each name the latest attempt's is chosen, or that of the attempt asked for", () => {
  const all = [artifact("a", 1), artifact("b", 1), artifact("a", 3), artifact("a", 2)];
  expect(chosen(all)).toEqual([
    ["a", 3],
    ["b", 1],
  ]);
  expect(chosen(all, ["a"])).toEqual([["a", 3]]);
  expect(chosen(all, [], 2)).toEqual([["a", 2]]);
});

test("a name that is not there is refused with those that are", () => {
  expect(() => chosen([artifact("a"), artifact("b")], ["c"])).toThrow('Run 7 has no artifact "c"');
  expect(() => chosen([artifact("a")], ["a"], 2)).toThrow('Attempt 2 of run 7 has no artifact "a"');
});

test("no name leads out of the folder, and no two become one file", () => {
  const names = ["../../etc/passwd", "..", "", "a/b", "a_b", "A_B", "c:\\d\u0000", "report.txt"];
  expect(chosen(names.map((name) => artifact(name))).map(([file]) => file)).toEqual([
    ...[".._.._etc_passwd", "_..", "_", "a_b", "2-a_b", "3-A_B", "c__d_", "report.txt"],
  ]);
});
