import { expect, it } from "vitest";
import { limits } from "./limits.ts";
import { CreateRunInput } from "./run.ts";
import { TemplateDefinition } from "./template.ts";

const stepsOf = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `step ${n}`, kind: "shell", run: "#".repeat(bytes) }));

it.each([
  ["a template", (steps: object[]) => TemplateDefinition.safeParse({ slug: "s", name: "S", steps })],
  ["a run of its own", (steps: object[]) => CreateRunInput.safeParse({ session_id: 1, steps })],
])("steps of %s are limited together, since many runs are read in one claim", (_, parse) => {
  expect(parse(stepsOf(limits.stepsPerRun, 2_000)).error).toBeUndefined();
  expect(parse(stepsOf(limits.stepsPerRun, 3_000)).error?.issues).toMatchObject([
    { path: ["steps"], message: expect.stringContaining(`${limits.stepsBytes} bytes`) },
  ]);
});
