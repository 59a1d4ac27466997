import { chatBodyLength } from "../chat.ts";
import { nearNames } from "../near-names.ts";
import { type Known, type Reading, unclear, understood } from "./intent.ts";
import { plainWords } from "./plain-words.ts";
import { readLane } from "./read-lane.ts";
import { readRun } from "./read-run.ts";
import { readSubject } from "./read-subject.ts";
import { tokensOf } from "./tokens.ts";
import { isVerb, type VerbName, verbNames } from "./verbs.ts";

/** What a line asks for: `/verb ...`, or plain words for the common ones. Says what is wrong otherwise, and proposes; nothing is guessed. */
export function readLine(line: string, known: Known): Reading {
  const text = line.trim();
  if (text === "") return unclear("Type a command, or what you want in plain words.", ["/status", "/help"]);
  if (text.length > chatBodyLength) return unclear(`A line has ${chatBodyLength} characters at most.`);
  if (text.startsWith("/")) return readCommand(text, known);
  const command = plainWords(text, known);
  if (command !== null) return readCommand(command, known);
  return unclear("This is no command.", [...guesses(text, known), `/say ${text}`]);
}

function readCommand(line: string, known: Known): Reading {
  const [first = ""] = line.split(/\s/, 1);
  const verb = first.slice(1).toLowerCase();
  if (!isVerb(verb)) {
    const near = nearNames(verb, verbNames).filter((name) => verb.length > 1 || name.startsWith(verb));
    const meant = near.map((name) => `/${name}${line.slice(first.length)}`);
    return unclear(`There is no command “${first}”.`, meant.length > 0 ? meant : ["/help"]);
  }
  if (verb === "say") {
    const text = line.slice(first.length).trim();
    return text === "" ? unclear("Say what?") : understood({ verb, text });
  }
  const { tokens, open } = tokensOf(line);
  if (open) return unclear("A quotation mark is not closed.", [`${line}"`]);
  return readArguments(verb, line, tokens.slice(1), known);
}

function readArguments(
  verb: Exclude<VerbName, "say">,
  line: string,
  rest: ReturnType<typeof tokensOf>["tokens"],
  known: Known,
): Reading {
  switch (verb) {
    case "run":
      return readRun(line, rest, known);
    case "pause":
    case "resume":
      return readLane(verb, rest, known);
    case "status":
    case "failed":
    case "help":
      return rest.length === 0 ? understood({ verb }) : unclear(`/${verb} stands alone.`, [`/${verb}`]);
    default:
      return readSubject(verb, line, rest, known);
  }
}

/** Lines that plain words may have meant: with the first word as it is really spelt, or with the template or the run that they name. */
function guesses(text: string, known: Known): string[] {
  const [first = "", ...rest] = text.split(/\s+/);
  const near = nearNames(first, verbNames).filter((name) => first.length > 2 && name !== "say");
  const spelt = near.flatMap((name) => {
    const plain = plainWords([name, ...rest].join(" "), known);
    return [plain ?? [`/${name}`, ...rest].join(" ")];
  });
  const words = text.toLowerCase();
  const templates = known.templates
    .filter(({ slug, name }) => words.includes(slug) || words.includes(name.toLowerCase()))
    .map(({ slug }) => `/run ${slug}`);
  const number = /(?:^|\s)#?([1-9]\d{0,14})\b/.exec(text)?.[1];
  const run = number === undefined ? [] : [`/why ${number}`];
  return [...spelt, ...templates, ...run];
}
