import { confirmTarget } from "../confirm-target.ts";
import { nearNames } from "../near-names.ts";
import { confirmation } from "./confirmation.ts";
import { type Known, type Reading, unclear, understood } from "./intent.ts";
import { findLane } from "./read-lane.ts";
import { readValues } from "./read-values.ts";
import { quoted, type Token } from "./tokens.ts";
import { writtenValue } from "./values.ts";

/** Words of `/run` that are no parameters. */
export const runWords = ["lane", "title", "priority", "confirm"] as const;
const isRunWord = (key: string | null) => runWords.some((word) => word === key);

/** `/run template lane=B title="..." priority=5 name=value` */
export function readRun(line: string, [named, ...rest]: readonly Token[], known: Known): Reading {
  if (named === undefined) {
    const some = known.templates.slice(0, 3).map(({ slug }) => `/run ${slug}`);
    return unclear("Which template?", some);
  }
  const template = known.templates.find(({ slug }) => slug === named.text.toLowerCase());
  if (template === undefined) return unknownTemplate(line, named, known);
  const stray = rest.find((token) => token.key === null);
  if (stray !== undefined) {
    const lane = findLane(stray.text, known);
    const meant = lane === undefined ? [] : [replaced(line, stray, `lane=${quoted(lane.name)}`)];
    return unclear(`“${stray.text}” has no name: write lane=… or name=value.`, meant);
  }
  const word = (key: (typeof runWords)[number]) => rest.find((token) => token.key === key);
  const laneWord = word("lane");
  const lane = laneWord && findLane(laneWord.value, known);
  if (laneWord && lane === undefined) {
    const near = known.lanes.map(({ name }) => replaced(line, laneWord, `lane=${quoted(name)}`));
    return unclear(`There is no lane “${laneWord.value}” here.`, near);
  }
  const priority = Number(word("priority")?.value ?? 0);
  if (!Number.isInteger(priority) || Math.abs(priority) > 100)
    return unclear("priority is a whole number from -100 to 100.");
  const parameters = readValues({
    ...{ line, owner: template.name, schema: template.parameter_schema, reserved: runWords },
    tokens: rest.filter((token) => !isRunWord(token.key)),
  });
  if (!parameters.ok) return parameters;
  // As everywhere, the target in full: what the template marks as it, else its name; here its slug will do.
  const target = confirmTarget({ ...template, name: template.slug }, parameters.values);
  const confirmed = word("confirm")?.value === target;
  if (template.confirm && !confirmed) {
    const values = Object.entries(parameters.values).map(([name, value]) => `${name}=${writtenValue(value)}`);
    const run = { name: template.name, lane: lane?.name ?? template.default_lane, values, target };
    const { asks, remedy } = confirmation(run, "start it");
    return unclear(`${asks} ${remedy}`);
  }
  const title = word("title")?.value.trim() || null;
  const verb = "run" as const;
  return understood({
    ...{ verb, template: template.slug, lane: lane?.name ?? null, title, priority },
    confirmed: template.confirm ? target : null,
    parameters: parameters.values,
  });
}

const replaced = (line: string, token: Token, text: string) =>
  line.slice(0, token.start) + text + line.slice(token.end);

function unknownTemplate(line: string, named: Token, known: Known): Reading {
  const near = nearNames(
    named.text,
    known.templates.map(({ slug }) => slug),
  );
  const begun = known.templates.filter(({ slug }) => slug.startsWith(named.text.toLowerCase())).map(({ slug }) => slug);
  const proposals = [...near, ...begun].map((slug) => replaced(line, named, slug));
  return unclear(`There is no template “${named.text}”.`, proposals);
}
