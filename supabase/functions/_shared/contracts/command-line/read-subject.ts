import { isFinal } from "../run-status.ts";
import { type Known, type Reading, unclear, understood } from "./intent.ts";
import { readValues } from "./read-values.ts";
import type { Token } from "./tokens.ts";

export type RunVerb = "cancel" | "retry" | "why" | "approve" | "reject";

/** The number of a run as people write it. */
export function runNumber(text: string | undefined): number | null {
  const digits = /^#?([1-9]\d{0,14})$/.exec(text ?? "")?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Runs that a verb can do something about, those that are worth proposing first. */
export function runsFor(verb: RunVerb, { runs, approvals }: Known): { id: number; title: string }[] {
  switch (verb) {
    case "cancel":
      return runs.filter((run) => !isFinal(run.status) && run.cancel_requested_at === null);
    case "retry":
      return runs.filter((run) => run.status === "failed" || run.status === "cancelled");
    case "why":
      return runs.filter((run) => run.status === "queued" || run.status === "waiting");
    default:
      return approvals.map(({ run_id, title }) => ({ id: run_id, title }));
  }
}

/** What is about one run: `/cancel 1042 "why"`, `/retry 1042 from=failed_step confirm=prod`, `/why 1042`, `/approve 1042 "comment" name=value`, `/reject 1042 "why"` */
export function readSubject(verb: RunVerb, line: string, [named, ...rest]: readonly Token[], known: Known): Reading {
  const run_id = runNumber(named?.text);
  if (run_id === null) {
    const behind = line.slice(named?.end ?? line.length);
    const proposals = runsFor(verb, known).map(({ id }) => `/${verb} ${id}${behind}`);
    return unclear(named === undefined ? "Which run?" : `“${named.text}” is no number of a run.`, proposals);
  }
  const words = (tokens: readonly Token[]) =>
    tokens
      .map(({ text }) => text)
      .join(" ")
      .trim() || null;
  switch (verb) {
    case "why":
      return understood({ verb, run_id });
    case "cancel":
      return understood({ verb, run_id, reason: words(rest) });
    case "retry":
      return readRetry(line, run_id, rest);
    default:
      return readDecision(verb, line, run_id, rest, words, known);
  }
}

function readRetry(line: string, run_id: number, rest: readonly Token[]): Reading {
  const [from, confirm] = ["from", "confirm"].map((key) => rest.find((token) => token.key === key));
  const stray = rest.find((token) => token !== from && token !== confirm);
  if (stray !== undefined) {
    return unclear(`“${stray.text}” is not needed to retry.`, [
      `/retry ${run_id}`,
      `/retry ${run_id} from=failed_step`,
    ]);
  }
  const beginning = from?.value ?? "start";
  if (beginning !== "start" && beginning !== "failed_step")
    return unclear("A run is retried from its start or from its failed_step.", [
      `${line.slice(0, from?.start)}from=failed_step${line.slice(from?.end ?? line.length)}`,
    ]);
  return understood({ verb: "retry", run_id, from: beginning, confirmed: confirm?.value ?? null });
}

function readDecision(
  verb: "approve" | "reject",
  line: string,
  run_id: number,
  rest: readonly Token[],
  words: (tokens: readonly Token[]) => string | null,
  known: Known,
): Reading {
  const asked = known.approvals.find((approval) => approval.run_id === run_id);
  if (asked === undefined) {
    const proposals = runsFor(verb, known).map(({ id }) => `/${verb} ${id}`);
    return unclear(`Run ${run_id} does not wait for your approval.`, proposals);
  }
  if (verb === "reject") {
    const comment = words(rest);
    if (comment === null) return unclear(`Say why, for whoever asked: /reject ${run_id} "the checks are red".`);
    return understood({ verb, run_id, comment });
  }
  const given = rest.filter((token) => token.key !== null);
  const comment = words(rest.filter((token) => token.key === null));
  if (asked.input !== null) {
    const text = "The first to approve gave the input; it is approved as it stands.";
    return given.length > 0 ? unclear(text, [`/approve ${run_id}`]) : understood({ verb, run_id, comment, input: {} });
  }
  const input = readValues({
    ...{ line, owner: `“${asked.title}”`, schema: asked.input_schema, tokens: given },
  });
  return input.ok ? understood({ verb, run_id, comment, input: input.values }) : input;
}
