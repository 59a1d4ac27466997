import { describe, expect, it } from "vitest";
import { bytesOf, fileNameOf, safeHref, showAs, textOf } from "./artifact.model.ts";

describe("an artifact", () => {
  it.each([
    ["markdown", "text/markdown", "markdown"],
    ["json", "application/json", "json"],
    ["file", "application/vnd.x+json; charset=utf-8", "json"],
    ["text", "text/plain", "text"],
    ["diff", "text/x-diff", "diff"],
    ["file", "text/x-patch", "diff"],
    ["file", "image/png", "image"],
    ["file", "image/svg+xml", "text"],
    ["file", "application/gzip", "download"],
    ["link", "text/uri-list", "link"],
  ] as const)("of kind %s and type %s is shown as %s", (kind, media_type, how) => {
    expect(showAs({ kind, media_type, name: "a", size: 2_097_152 })).toBe(how);
  });

  it("is only downloaded when it is too large for a page", () => {
    expect(showAs({ kind: "text", media_type: "text/plain", name: "a", size: 2_097_153 })).toBe("download");
  });

  it("is saved without its folders", () => {
    expect(fileNameOf({ name: "logs/a\\b.txt" })).toBe("logs_a_b.txt");
  });

  it("keeps its bytes in every encoding", () => {
    expect(textOf({ encoding: "bytes", body: Uint8Array.of(195, 164) })).toBe("ä");
    expect([...bytesOf({ encoding: "base64", body: "AP8=" })]).toEqual([0, 255]);
    expect(textOf({ encoding: "base64", body: "w6Q=" })).toBe("ä");
    expect(textOf({ encoding: "utf8", body: "ä" })).toBe("ä");
  });

  it("links only to the web", () => {
    expect(safeHref("https://example.com/a")).toBe("https://example.com/a");
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "nonsense"]) {
      expect(safeHref(bad)).toBeNull();
    }
  });
});
