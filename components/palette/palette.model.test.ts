import { describe, expect, it } from "vitest";
import { known } from "../../supabase/functions/_shared/contracts/command-line/known-in-tests.ts";
import { type PaletteSources, paletteGroups, type Recent, withRecent } from "./palette.model.ts";

const sources: PaletteSources = {
  ...{ known, whyNot: null, recent: [] },
  screens: [
    { label: "Runs", href: "/runs" },
    { label: "Approvals", href: "/approvals" },
  ],
  sessions: [{ id: 7, name: "Release 2.3" }],
};
const labels = (line: string, from: Partial<PaletteSources> = {}) =>
  Object.fromEntries(
    paletteGroups(line, { ...sources, ...from }).map(({ name, items }) => [name, items.map(({ label }) => label)]),
  );
const first = (line: string) => paletteGroups(line, sources)[0]?.items[0];
const release: Recent = { label: "Release 2.3", action: { kind: "go", href: "/sessions/7" } };

describe("the palette", () => {
  it("offers first what a line was understood as", () => {
    expect(first("cancel 1042")).toMatchObject({ label: "Cancels run 1042, Release drill", action: { kind: "do" } });
    expect(first("/run host-health ")).toMatchObject({ label: "Starts Host health", action: { kind: "do" } });
  });

  it("leads to the run where there is something to look at first", () => {
    expect(first("approve 1041")?.action).toEqual({ kind: "go", href: "/runs/1041" });
    expect(first("why is 1044 waiting")?.action).toEqual({ kind: "go", href: "/runs/1044" });
  });

  it("finds templates, runs, screens and sessions by parts of their names, and a run by its number", () => {
    expect(first("health")?.action).toEqual({ kind: "write", line: "/run host-health " });
    expect(labels("1042").Runs).toEqual(["Run 1042"]);
    expect(labels("night").Runs).toEqual(["1043 Nightly"]);
    expect(labels("appr")["Go to"]).toEqual(["Approvals"]);
    expect(labels("rel 2.3")["Go to"]).toEqual(["Release 2.3"]);
    expect(labels("dark").Appearance).toEqual(["Dark theme"]);
  });

  it("completes commands, and does nothing with what it does not understand", () => {
    expect(labels("/can")).toEqual({ Commands: ["/cancel"] });
    expect(labels("/run http-check ").Commands?.[0]).toBe("url=");
    expect(labels("/run http-check ").Do).toBeUndefined();
    expect(labels("gibberish")).toEqual({});
  });

  it("offers a reader places, and commands only as what they may not, once they type for them", () => {
    const whyNot = "Your role reads only.";
    const typed = paletteGroups("cancel 1042", { ...sources, whyNot }).flatMap(({ items }) => items);
    expect(typed.map(({ label, whyNot: why }) => [label, why])).toEqual([["Cancels run 1042, Release drill", whyNot]]);
    expect(paletteGroups("runs", { ...sources, whyNot }).find(({ name }) => name === "Go to")?.items).toMatchObject([
      { label: "Runs", whyNot: null },
    ]);
    expect(Object.keys(labels("", { whyNot }))).toEqual(["Go to"]);
  });

  it("begins with what was chosen lately, once", () => {
    expect(Object.keys(labels("", { recent: [release] }))[0]).toBe("Recent");
    expect(labels("", { recent: [release] })["Go to"]).not.toContain("Release 2.3");
    const other: Recent = { label: "Runs", action: { kind: "go", href: "/runs" } };
    expect(withRecent([other, release], release)).toEqual([release, other]);
  });
});
