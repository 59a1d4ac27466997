import type { Known } from "./intent.ts";
import { findLane } from "./read-lane.ts";
import { quoted } from "./tokens.ts";

interface Pattern {
  form: RegExp;
  command: (found: Record<string, string>, known: Known) => string | null;
}

const run = String.raw`(?:the )?(?:run )?#?(?<run>[1-9]\d{0,14})`;
/** A reason behind a run or a lane, however it is joined on. */
const reason = String.raw`(?:(?:\s*[:,-]\s*|\s+)(?:because (?:of )?)?(?<why>.+))?`;
const pattern = (form: string, command: Pattern["command"]): Pattern => ({
  form: new RegExp(`^${form}$`, "i"),
  command,
});

const because = (why: string | undefined) => (why === undefined ? "" : ` ${quoted(unquoted(why))}`);
/** Quotation marks around the whole are not part of what is said. */
const unquoted = (text: string) => /^"([^"\\]*)"$/.exec(text.trim())?.[1] ?? text.trim();

const patterns: readonly Pattern[] = [
  pattern(`why (?:is |isn't |does |doesn't |did |has |hasn't )?${run}\\b.*`, ({ run }) => `/why ${run}`),
  pattern("(?:what|which)\\b.*\\b(?:fail(?:s|ed)?|broke|broken|went wrong)(?: last| here)?", () => "/failed"),
  pattern("(?:show )?(?:the )?fail(?:ures|ed runs)", () => "/failed"),
  pattern(
    "what(?:'s| is| are)?\\b.*\\b(?:going on|up|running|queued|waiting(?: for me)?|waits for me|happening)(?: here)?",
    () => "/status",
  ),
  pattern("(?:show )?(?:me )?(?:the )?status", () => "/status"),
  pattern("(?:help|what can i (?:do|say|type)(?: here)?|\\?)", () => "/help"),
  pattern(`(?:cancel|stop|abort|kill) ${run}${reason}`, ({ run, why }) => `/cancel ${run}${because(why)}`),
  pattern(
    `(?:retry|rerun|re-run|restart) ${run}(?<step> from (?:the |its )?failed step)?(?: from (?:the |its )?start)?(?: again)?`,
    ({ run, step }) => `/retry ${run}${step === undefined ? "" : " from=failed_step"}`,
  ),
  pattern(
    `approve ${run}${reason}`,
    ({ run, why }) => `/approve ${run}${why?.includes("=") ? ` ${why}` : because(why)}`,
  ),
  pattern(`(?:reject|decline) ${run}${reason}`, ({ run, why }) => `/reject ${run}${because(why)}`),
  pattern("(?<verb>pause|hold|resume|unpause) (?:the )?(?:lane )?(?<rest>.+)", laneCommand),
  pattern("(?:run|start|launch) (?<rest>.+)", runCommand),
];

/** The command that plain words stand for; null where they stand for none. */
export function plainWords(text: string, known: Known): string | null {
  const words = text
    .trim()
    .replace(/^(?:please|pls|can you|could you)\s+/i, "")
    .replace(/[\s.!?]+$/, "");
  if (words === "") return text.trim() === "?" ? "/help" : null;
  for (const { form, command } of patterns) {
    const found = form.exec(words);
    // Groups that did not take part are undefined, which the type of `groups` does not tell.
    if (found !== null) return command({ ...found.groups }, known);
  }
  return null;
}

/** `pause B because of the freeze`: the longest name of a lane at the start is the lane. */
function laneCommand({ verb = "", rest = "" }: Record<string, string>, known: Known): string | null {
  const command = /^(pause|hold)$/i.test(verb) ? "pause" : "resume";
  const names = known.lanes.map(({ name }) => name).toSorted((a, b) => b.length - a.length);
  const name = names.find((lane) => new RegExp(`^${escaped(lane)}(?![\\w-])`, "i").test(rest));
  const lane = name === undefined ? undefined : findLane(rest.slice(0, name.length), known);
  if (lane === undefined) {
    const [first = "", ...more] = rest.split(/\s+/);
    return `/${command} ${quoted(first)}${command === "pause" && more.length > 0 ? because(more.join(" ")) : ""}`;
  }
  const behind = rest
    .slice(lane.name.length)
    .replace(/^[\s:,-]+/, "")
    .replace(/^because (of )?/i, "");
  return `/${command} ${quoted(lane.name)}${command === "pause" && behind !== "" ? because(behind) : ""}`;
}

/** `run host health in C with url=...`: the longest name or slug of a template at the start is the template. */
function runCommand({ rest = "" }: Record<string, string>, known: Known): string | null {
  const named = known.templates
    .flatMap(({ slug, name }) => [slug, name, slug.replaceAll("-", " ")].map((words) => ({ slug, words })))
    .toSorted((a, b) => b.words.length - a.words.length)
    .find(({ words }) => new RegExp(`^(?:the )?${escaped(words)}(?![\\w-])`, "i").test(rest));
  if (named === undefined) return /^#?\d+$/.test(rest) ? null : `/run ${rest}`;
  const at = rest.toLowerCase().indexOf(named.words.toLowerCase()) + named.words.length;
  const behind = rest.slice(at).trim();
  const place = /^(?:in|on)\s+(?:the\s+)?(?:lane\s+)?("[^"]*"|\S+)(?:\s+with)?\s*/i.exec(behind);
  const values = (place === null ? behind : behind.slice(place[0].length)).replace(/^with\s+/i, "");
  const lane = place?.[1] === undefined ? "" : ` lane=${quoted(unquoted(place[1]))}`;
  return `/run ${named.slug}${lane}${values === "" ? "" : ` ${values}`}`;
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
