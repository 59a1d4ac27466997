import { describe, expect, it } from "vitest";
import { proposalsAt } from "./completion.model.ts";

/** Labels that are proposed where `^` stands. */
function at(marked: string): string[] {
  const offset = marked.indexOf("^");
  return proposalsAt(marked.replace("^", ""), offset)?.options.map(({ label }) => label) ?? [];
}

describe("what is proposed", () => {
  it("at the top: the keys of a template that are not there yet", () => {
    expect(at("slug: x\n^")).toEqual(expect.arrayContaining(["name", "steps", "concurrency", "required_labels"]));
    expect(at("slug: x\n^\nname: y\n")).not.toContain("name");
    expect(at("slug: x\n^")).not.toContain("slug");
  });

  it("in a step: the keys of its kind, whichever side of the cursor that stands on", () => {
    const shell = at("steps:\n  - name: A\n    kind: shell\n    ^\n");
    expect(shell).toEqual(expect.arrayContaining(["run", "env", "secrets"]));
    expect(shell).not.toContain("url");
    expect(at("steps:\n  - ^\n    kind: http\n")).toEqual(expect.arrayContaining(["url", "method"]));
    expect(at("steps:\n- name: A\n  kind: wait\n  s^")).toEqual(expect.arrayContaining(["seconds"]));
    expect(at("steps:\n  - name: A\n    kind: http\n    expect:\n      ^")).toEqual([
      "status",
      "within_ms",
      "contains",
    ]);
  });

  it("as a value: the words that are known", () => {
    expect(at("steps:\n  - name: A\n    kind: ^")).toEqual(["shell", "http", "wait", "approval"]);
    expect(at("steps:\n  - name: A\n    kind: http\n    method: P^")).toEqual(expect.arrayContaining(["POST", "PUT"]));
    expect(at("confirm: ^")).toEqual(["true", "false"]);
    expect(at("name: ^")).toEqual([]);
  });

  it("in a parameter schema: what the form understands, under any name and in branches", () => {
    const property = "parameter_schema:\n  type: object\n  properties:\n    env:\n      ^";
    expect(at(property)).toEqual(expect.arrayContaining(["type", "enum", "default", "x-secret"]));
    expect(at(property.replace("^", "type: ^"))).toContain("boolean");
    expect(at("parameter_schema:\n  then:\n    properties:\n      a:\n        f^")).toContain("format");
    expect(at("parameter_schema:\n  ^")).toEqual(expect.arrayContaining(["properties", "required", "if", "then"]));
  });

  it.each([
    ["in a script", "steps:\n  - name: A\n    kind: shell\n    run: |\n      ec^\n"],
    ["in a comment", "slug: x # na^"],
    ["under a key that is not known", "nonsense:\n  ^"],
  ])("nothing %s", (_, text) => expect(at(text)).toEqual([]));
});
