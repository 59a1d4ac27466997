import { describe, expect, it } from "vitest";
import { complete } from "./complete.ts";
import { nothingKnown } from "./intent.ts";
import { known } from "./known-in-tests.ts";
import { quickActions } from "./quick-actions.ts";
import { readLine } from "./read-line.ts";

describe("completion", () => {
  const labels = (line: string, caret = line.length) => complete(line, caret, known).items.map(({ label }) => label);
  const chosen = (line: string, label: string) => {
    const { from, to, items } = complete(line, line.length, known);
    const item = items.find((candidate) => candidate.label === label) ?? expect.fail(`${label} is not offered`);
    return line.slice(0, from) + item.text + line.slice(to);
  };

  it("offers commands, templates, lanes, and runs that the command can be used on", () => {
    expect(labels("/re")).toEqual(["/retry", "/reject", "/resume"]);
    expect(labels("/run h")).toEqual(["host-health", "http-check"]);
    expect(labels("health")).toEqual(["Host health"]);
    expect(labels("/cancel ")).toEqual(["1042", "1044"]);
    expect(labels("/cancel smo")).toEqual(["1044"]);
    expect(labels("/retry ")).toEqual(["1043"]);
    expect(labels("/approve ")).toEqual(["1041"]);
    expect(labels("/resume ")).toEqual(["C"]);
    expect(labels("/pause s")).toEqual(["Smoke tests"]);
  });

  it("offers parameters, the needed ones first and none twice, and their values", () => {
    expect(labels("/run http-check ")[0]).toBe("url=");
    expect(labels("/run http-check url=x u")).toEqual([]);
    expect(labels("/run http-check p")).toEqual(["ports=", "p.lane=", "priority="]);
    expect(labels("/run http-check env=")).toEqual(["staging", "production", "7"]);
    expect(labels("/run http-check dry=f")).toEqual(["false"]);
    expect(labels("/run http-check times=")).toEqual(["3"]);
    expect(labels("/run deploy confirm=")).toEqual([]);
    expect(labels("/approve 1041 ")).toEqual(["share="]);
    expect(chosen("/run http-check lane=sm", "Smoke tests")).toBe('/run http-check lane="Smoke tests" ');
    expect(chosen("/ca", "/cancel")).toBe("/cancel ");
  });

  it("completes the word under the caret and leaves the rest", () => {
    const line = "/run hos lane=A";
    expect(complete(line, 8, known)).toMatchObject({ from: 5, to: 8, items: [{ text: "host-health " }] });
  });
});

it("quick actions are what waits for the reader, what failed last, what is paused and what waits", () => {
  expect(quickActions(known).map(({ line }) => line)).toEqual([
    "/approve 1041",
    "/retry 1043",
    "/resume C",
    "/why 1044",
  ]);
  expect(quickActions(nothingKnown).map(({ line }) => line)).toEqual(["/status"]);
  for (const { line } of quickActions(known)) expect(readLine(line, known).ok).toBe(true);
});
