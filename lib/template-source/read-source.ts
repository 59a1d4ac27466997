import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import { type TemplateDefinition, WrittenTemplate } from "../../supabase/functions/_shared/contracts/template.ts";

/** What is wrong in a template's YAML, and where: offsets into the text, and the line (from 1). */
export interface SourceProblem {
  from: number;
  to: number;
  line: number;
  message: string;
}

export interface SourceReading {
  /** Null while there are problems. */
  definition: TemplateDefinition | null;
  problems: SourceProblem[];
  /** What the YAML says as far as it can be read, whether or not it is a template; for a preview. */
  value: unknown;
}

type Range = readonly [from: number, to: number];

/** Aliases may multiply; a template has no use for many. */
const maxAliasCount = 100;

/** Reads a template as its author wrote it. Never throws: what is wrong is told with its place. */
export function readTemplateSource(text: string): SourceReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = ([from, to]: Range, message: string): SourceProblem => ({
    ...{ from, to: Math.max(to, from) },
    ...{ line: Math.max(1, lines.linePos(from).line), message },
  });
  const errors = document.errors.map((error) =>
    problem([error.pos[0], Math.max(error.pos[1], error.pos[0])], error.message),
  );
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount });
  } catch (error) {
    const message = error instanceof Error ? error.message : "cannot be read";
    return { definition: null, problems: [...errors, problem([0, 0], message)], value: null };
  }
  if (errors.length > 0) return { definition: null, problems: errors, value };
  const template = WrittenTemplate.safeParse(value);
  if (template.success) return { definition: template.data, problems: [], value };
  const problems = template.error.issues.flatMap((issue) => problemsOf(document, issue, problem));
  return { definition: null, problems: problems.sort((a, b) => a.from - b.from), value };
}

function problemsOf(
  document: Document.Parsed,
  issue: z.core.$ZodIssue,
  problem: (range: Range, message: string) => SourceProblem,
): SourceProblem[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problem(rangeAt(document, [...path, key]).key, `${key} is not known here`));
  }
  const { value, missing } = rangeAt(document, path);
  return [problem(value, missing === null ? describe(issue, path) : `${missing} is missing`)];
}

function describe(issue: z.core.$ZodIssue, path: readonly string[]): string {
  const name = path.at(-1) ?? "the template";
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    const kinds = StepDefinition.options.map((option) => option.shape.kind.value);
    return `kind must be one of ${kinds.join(", ")}`;
  }
  const message = issue.message.replace(/^Invalid input: /, "");
  return /^\d+$/.test(name) || message.includes(name) ? message : `${name}: ${message}`;
}

/** The ranges of what a path leads to, or of the deepest thing on it. `missing`: the first name that is not there. */
function rangeAt(
  document: Document.Parsed,
  path: readonly string[],
): { key: Range; value: Range; missing: string | null } {
  let node: unknown = document.contents;
  let key: Range = startOf(node);
  for (const part of path) {
    const next = childOf(node, part);
    if (next === null) return { key, value: key, missing: part };
    node = next.value;
    key = next.key ?? startOf(node);
  }
  return { key, value: isScalar(node) ? rangeOf(node, key) : key, missing: null };
}

function childOf(node: unknown, part: string): { key: Range | null; value: unknown } | null {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return item === undefined ? null : { key: null, value: item };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
  return pair === undefined ? null : { key: isScalar(pair.key) ? rangeOf(pair.key, [0, 0]) : null, value: pair.value };
}

function rangeOf(node: Node, otherwise: Range): Range {
  return node.range ? [node.range[0], node.range[1]] : otherwise;
}

/** The first key of a map, so that a whole step is not underlined for what it lacks. */
function startOf(node: unknown): Range {
  const first = isMap(node) ? node.items[0]?.key : isSeq(node) ? node.items[0] : node;
  if (isMap(first) || isSeq(first)) return startOf(first);
  return isScalar(first) ? rangeOf(first, [0, 0]) : [0, 0];
}
