import { describe, expect, it } from "vitest";
import { bytesOf, prettyJson, safeHref, showAs, textOf } from "./artifact.model.ts";

describe("an artifact", () => {
  it.each([
    ["markdown", "text/markdown", "markdown"],
    ["json", "application/json", "json"],
    ["file", "application/vnd.x+json; charset=utf-8", "json"],
    ["text", "text/plain", "text"],
    ["diff", "text/x-diff", "text"],
    ["file", "image/png", "image"],
    ["file", "image/svg+xml", "text"],
    ["file", "application/gzip", "download"],
    ["link", "text/uri-list", "link"],
  ] as const)("of kind %s and type %s is shown as %s", (kind, media_type, how) => {
    expect(showAs({ kind, media_type, name: "a" })).toBe(how);
  });

  it("keeps its bytes in either encoding", () => {
    expect([...bytesOf({ encoding: "base64", body: "AP8=" })]).toEqual([0, 255]);
    expect(textOf({ encoding: "base64", body: "w6Q=" })).toBe("ä");
    expect(textOf({ encoding: "utf8", body: "ä" })).toBe("ä");
  });

  it("that is no JSON after all is shown as it is", () => {
    expect(prettyJson("{")).toBe("{");
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  });

  it("links only to the web", () => {
    expect(safeHref("https://example.com/a")).toBe("https://example.com/a");
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "nonsense"]) {
      expect(safeHref(bad)).toBeNull();
    }
  });
});
