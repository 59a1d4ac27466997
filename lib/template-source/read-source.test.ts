import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { WrittenTemplate } from "../../supabase/functions/_shared/contracts/template.ts";
import { readTemplateSource } from "./read-source.ts";
import { renderTemplateSource } from "./render-source.ts";

const good = `# Deploys
slug: deploy
name: Deploy
parameter_schema:
  type: object
  properties:
    env:
      type: string
      enum: [staging, prod]
steps:
  - name: Go
    kind: shell
    run: |
      echo "$OPS_PARAM_ENV"
  - name: Rest
    kind: wait
    seconds: 1
`;
/** Line, underlined text and message of every problem. */
const problemsIn = (text: string) =>
  readTemplateSource(text).problems.map(({ from, to, line, message }) => [line, text.slice(from, to), message]);

describe("a template's YAML", () => {
  it("is read as it is meant", () => {
    const { definition, problems } = readTemplateSource(good);
    expect(problems).toEqual([]);
    expect(definition).toMatchObject({ slug: "deploy", steps: [{ kind: "shell" }, { kind: "wait", seconds: 1 }] });
  });

  it.each([
    ["what is not YAML", good.replace("name: Deploy", 'name: "Deploy'), [[1, "", expect.any(String)]]],
    [
      "a misspelt key",
      good.replace("kind: wait\n    seconds", "kind: wait\n    secnds"),
      [
        [15, "name", "seconds is missing"],
        [17, "secnds", "secnds is not known here"],
      ],
    ],
    [
      "a value of another type",
      good.replace("seconds: 1", "seconds: soon"),
      [[17, "soon", expect.stringContaining("seconds")]],
    ],
    [
      "an unknown kind",
      good.replace("kind: wait", "kind: sleep"),
      [[16, "sleep", "kind must be one of shell, http, wait, approval"]],
    ],
    ["what is missing", good.replace("name: Deploy\n", ""), [[2, "slug", "name is missing"]]],
    [
      "a keyword inside of a property",
      good.replace("enum:", "enm:"),
      [[9, "enm", "unknown keyword schema.properties.env.enm"]],
    ],
    [
      "a property that is no schema",
      good.replace("enum: [staging, prod]", 'pattern: "("'),
      [[7, "env", expect.any(String)]],
    ],
    [
      "a key of what no parameter is",
      `${good}concurrency:\n  key: "{{app}}"\n`,
      [[19, '"{{app}}"', "key: names {{app}}, which is no parameter of the template"]],
    ],
    [
      "a deadline that approves without an input that is needed",
      `${good}  - name: Ask
    kind: approval
    title: Go?
    input_schema: {type: object, required: [version], properties: {version: {type: string}}}
    on_deadline: approve
`,
      [[22, "approve", expect.stringMatching(/^on_deadline: cannot be approve, .* input\.version/)]],
    ],
    [
      "a timeout of a step that has none: a wait lasts as long as it says, an approval has its deadline",
      `${good}    timeout_seconds: 5\n  - {name: Ask, kind: approval, title: Sure?, timeout_seconds: 5}\n`,
      [
        [18, "timeout_seconds", "timeout_seconds is not known here"],
        [19, "timeout_seconds", "timeout_seconds is not known here"],
      ],
    ],
    ["nothing", "", [[1, "", expect.any(String)]]],
  ])("names the place of %s", (_, text, expected) => {
    const found = problemsIn(text);
    if (expected[0]?.[1] === "" && text !== "") expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual(expected);
    expect(readTemplateSource(text).definition).toBeNull();
  });

  it("is not read when its aliases multiply", () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: [*c, *c, *c]\n`;
    expect(readTemplateSource(bomb).problems[0]?.message).toMatch(/alias/i);
  });
});

describe("YAML for a version that has none", () => {
  const folder = new URL("../../supabase/templates/", import.meta.url);
  it.each(readdirSync(folder))("says the same as %s", (name) => {
    const said = readTemplateSource(readFileSync(new URL(name, folder), "utf8")).definition;
    if (said === null) throw new Error(`${name} is no template`);
    const rendered = renderTemplateSource(said);
    expect(readTemplateSource(rendered)).toEqual({
      definition: WrittenTemplate.parse(said),
      problems: [],
      value: expect.anything(),
    });
    expect(rendered).not.toContain("redact");
  });
});

it("YAML that is rendered reads as people write it, whatever order the database keeps", () => {
  const definition = WrittenTemplate.parse({
    slug: "x",
    name: "X",
    steps: [{ kind: "wait", seconds: 1, name: "Rest" }],
    parameter_schema: {
      required: ["b"],
      properties: { a: { default: "x", type: "string" }, b: { type: "string" } },
      "x-order": ["b", "a"],
      type: "object",
    },
  });
  expect(renderTemplateSource(definition)).toBe(`slug: x
name: X
parameter_schema:
  type: object
  properties:
    b:
      type: string
    a:
      type: string
      default: x
  required:
    - b
steps:
  - name: Rest
    kind: wait
    seconds: 1
`);
});

it("the template in the documentation is one", () => {
  const page = readFileSync(new URL("../../docs/templates.md", import.meta.url), "utf8");
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(readTemplateSource(example).problems).toEqual([]);
  expect(readTemplateSource(example).definition?.slug).toBe("deploy-web");
});
