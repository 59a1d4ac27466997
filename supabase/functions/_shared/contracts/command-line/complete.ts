import type { Json } from "../text.ts";
import type { Known, Values } from "./intent.ts";
import { runWords } from "./read-run.ts";
import { type RunVerb, runsFor } from "./read-subject.ts";
import { valueKey } from "./read-values.ts";
import { quoted, type Token, tokensOf } from "./tokens.ts";
import { type Property, propertiesOf, writtenValue } from "./values.ts";
import { isVerb, type VerbName, verbNames, verbs } from "./verbs.ts";

export interface Completion {
  /** What it reads like in the list. */
  label: string;
  detail: string;
  /** What takes the place of the line from `from` to `to`; with a blank behind it where another word follows. */
  text: string;
}

export interface Completions {
  from: number;
  to: number;
  items: Completion[];
}

const shown = 8;

/** What the word under the caret may become: commands, templates, names and values of parameters, lanes, numbers of runs. */
export function complete(line: string, caret: number, known: Known): Completions {
  const { tokens } = tokensOf(line);
  const at = tokens.findIndex(({ start, end }) => start <= caret && caret <= end);
  const index = at === -1 ? tokens.filter(({ end }) => end < caret).length : at;
  const token: Token = tokens[at] ?? { text: "", key: null, value: "", start: caret, end: caret };
  const typed = line.slice(token.start, caret);
  const done = (items: Completion[], from = token.start): Completions => ({
    from,
    to: token.end,
    items: items.slice(0, shown),
  });
  if (index === 0) return done(atStart(typed, known));
  const verb = (tokens[0]?.text ?? "").slice(1).toLowerCase();
  if (!tokens[0]?.text.startsWith("/") || !isVerb(verb)) return done([]);
  const others = tokens.filter((other) => other !== token).slice(1);
  if (index === 1) return done(subjects(verb, typed.toLowerCase(), known));
  const options = optionsOf(verb, others[0]?.text ?? "", known);
  const equals = typed.indexOf("=");
  if (equals < 0) return done(keysOf(options, typed, others));
  const option = options.find(({ key }) => key === typed.slice(0, equals));
  const begun = typed
    .slice(equals + 1)
    .replace(/^"/, "")
    .toLowerCase();
  const fitting = (option?.values ?? []).filter(({ label }) => label.toLowerCase().includes(begun));
  return done(fitting, token.start + equals + 1);
}

function atStart(typed: string, known: Known): Completion[] {
  const word = typed.toLowerCase().replace(/^\//, "");
  const commands = verbNames
    .filter((name) => name.startsWith(word))
    .map((name) => ({
      ...{ label: `/${name}`, detail: verbs[name].does },
      text: verbs[name].subject === null ? `/${name}` : `/${name} `,
    }));
  if (typed.startsWith("/") || word === "") return commands;
  const templates = known.templates.filter((template) => namedLike(template, word));
  return [
    ...commands,
    ...templates.map(({ slug, name }) => ({ label: name, detail: `/run ${slug}`, text: `/run ${slug} ` })),
  ];
}

const namedLike = ({ slug, name }: { slug: string; name: string }, word: string) =>
  slug.includes(word) || name.toLowerCase().includes(word);

function subjects(verb: VerbName, word: string, known: Known): Completion[] {
  switch (verbs[verb].subject) {
    case "template":
      return known.templates
        .filter((template) => namedLike(template, word))
        .map(({ slug, name }) => ({ label: slug, detail: name, text: `${slug} ` }));
    case "lane":
      return known.lanes
        .filter(
          ({ name, paused_at }) => name.toLowerCase().startsWith(word) && (paused_at !== null) === (verb === "resume"),
        )
        .map(({ name }) => ({ label: name, detail: "lane", text: `${quoted(name)} ` }));
    case "run":
    case "approval":
      return runsFor(verb as RunVerb, known) // these are the verbs about runs
        .filter(({ id, title }) => `${id}`.startsWith(word.replace(/^#/, "")) || title.toLowerCase().includes(word))
        .map(({ id, title }) => ({ label: `${id}`, detail: title, text: `${id} ` }));
    default:
      return [];
  }
}

interface Option {
  key: string;
  detail: string;
  needed: boolean;
  values: Completion[];
}

const valueItem = (value: Json, detail: string): Completion => {
  const label = writtenValue(value);
  return { label, detail, text: `${quoted(label)} ` };
};

function optionsOf(verb: VerbName, subject: string, known: Known): Option[] {
  if (verb === "retry") {
    const values = [valueItem("failed_step", "go on where it failed"), valueItem("start", "begin anew")];
    return [{ key: "from", detail: "where it begins", needed: false, values }];
  }
  if (verb === "approve") {
    const asked = known.approvals.find(({ run_id }) => `${run_id}` === subject.replace(/^#/, ""));
    return asked === undefined || asked.input !== null ? [] : optionsOfSchema(asked.input_schema, []);
  }
  const template = known.templates.find(({ slug }) => slug === subject.toLowerCase());
  if (verb !== "run" || template === undefined) return [];
  const lanes = known.lanes.map(({ name, paused_at }) => valueItem(name, paused_at === null ? "" : "paused"));
  return [
    ...optionsOfSchema(template.parameter_schema, runWords),
    { key: "lane", detail: "lane", needed: false, values: lanes },
    { key: "title", detail: "title of the run", needed: false, values: [] },
    { key: "priority", detail: "higher comes first", needed: false, values: [] },
    // Its value is typed by hand, as in the form.
    ...(template.confirm ? [{ key: "confirm", detail: "it asks for confirmation", needed: true, values: [] }] : []),
  ];
}

/** Needed ones first. */
function optionsOfSchema(schema: Values, reserved: readonly string[]): Option[] {
  const { properties, required } = propertiesOf(schema);
  const options = Object.entries(properties).map(([name, property]) => ({
    ...{ key: valueKey(name, reserved), detail: property.title ?? property.description ?? "" },
    ...{ needed: required.includes(name) && property.default === undefined, values: valuesOf(property) },
  }));
  return options.toSorted((a, b) => Number(b.needed) - Number(a.needed));
}

function valuesOf(property: Property): Completion[] {
  const fixed = property.enum ?? (property.type === "boolean" ? [true, false] : []);
  if (fixed.length > 0) return fixed.map((value) => valueItem(value, value === property.default ? "default" : ""));
  const usual = property.default === undefined ? [] : [valueItem(property.default, "default")];
  return [...usual, ...(property.examples ?? []).map((value) => valueItem(value, "example"))];
}

function keysOf(options: readonly Option[], typed: string, others: readonly Token[]): Completion[] {
  const given = new Set(others.map(({ key }) => key));
  return options
    .filter(({ key }) => !given.has(key) && key.toLowerCase().startsWith(typed.toLowerCase()))
    .map(({ key, detail, needed }) => ({
      label: `${key}=`,
      detail: needed ? `${detail} (needed)`.trim() : detail,
      text: `${key}=`,
    }));
}
