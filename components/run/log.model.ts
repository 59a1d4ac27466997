import Anser from "anser";
import type { LogEntryView } from "../types.ts";
import { type LogNote, noteOf } from "./log-note.model.ts";

export interface Span {
  text: string;
  /** Classes for colour and decoration; "" for plain text. */
  className: string;
  /** True colour as CSS; null where a class says it. */
  color: string | null;
}

const named = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const decorations: Readonly<Record<string, string>> = {
  bold: "font-semibold",
  dim: "opacity-75",
  italic: "italic",
  underline: "underline",
  strikethrough: "line-through",
  reverse: "ansi-reverse",
  hidden: "invisible",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to look for
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: cursor movement and titles, which a log has no use for
const nonColour = /\u001b\[[0-9;?]*[A-LN-Zac-ln-z]|\u001b\][^\u0007\u001b]*(\u0007|\u001b\\)|\u001b[()][A-Z0-9]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: shown as pictures instead
const rest = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;

/** A line as spans: ANSI colours become classes, other control characters are shown as their pictures (U+2400 on). */
export function spansOf(line: string): Span[] {
  if (!control.test(line)) return [{ text: line, className: "", color: null }];
  const overwritten = line.slice(line.replace(/\r+$/, "").lastIndexOf("\r") + 1).replace(/\r+$/, "");
  const clean = overwritten.replace(nonColour, "").replace(rest, picture);
  return Anser.ansiToJson(clean, { use_classes: true, remove_empty: true }).map((entry) => ({
    // An escape sequence that Anser does not know stays as a picture.
    text: entry.content.replaceAll("\u001b", "\u241b"),
    className: [colourClass(entry.fg), ...entry.decorations.map((name) => decorations[name] ?? "")]
      .filter(Boolean)
      .join(" "),
    color: trueColour(entry),
  }));
}

const picture = (character: string): string =>
  String.fromCharCode(character === "\u007f" ? 0x2421 : 0x2400 + character.charCodeAt(0));

function colourClass(fg: string | null): string {
  const name = (fg ?? "").replace(/^ansi-(bright-)?/, "");
  return named.includes(name) ? `ansi-${name}` : "";
}

function trueColour(entry: { fg: string | null; fg_truecolor: string | null }): string | null {
  if (entry.fg === "ansi-truecolor" && entry.fg_truecolor) return `rgb(${entry.fg_truecolor})`;
  const index = /^ansi-palette-(\d+)$/.exec(entry.fg ?? "")?.[1];
  return index === undefined ? null : paletteColour(Number(index));
}

/** The xterm palette above the sixteen named colours: a cube of six, then greys. */
function paletteColour(index: number): string | null {
  if (index >= 232) return `rgb(${[0, 0, 0].map(() => 8 + (index - 232) * 10).join(" ")})`;
  if (index < 16) return null;
  const level = (digit: number) => (digit === 0 ? 0 : 55 + digit * 40);
  const at = index - 16;
  return `rgb(${[Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level).join(" ")})`;
}

export type LogRow =
  | { look: "line"; stderr: boolean }
  | { look: "heading"; title: string; attempt: number }
  | ({ look: "note" } & LogNote);

export const stepTitle = (stepNames: readonly string[], step: number): string => stepNames[step] ?? `Step ${step + 1}`;

/** How an entry is shown: an output line, the heading of a step, or a note on a transition. */
export function rowOf(entry: LogEntryView, stepNames: readonly string[]): LogRow {
  if (entry.kind === "line") return { look: "line", stderr: entry.stream === "stderr" };
  const step = entry.step === null ? "" : stepTitle(stepNames, entry.step);
  if (entry.kind === "step_started") return { look: "heading", title: step, attempt: entry.attempt };
  return { look: "note", ...noteOf(entry, step) };
}

/** An entry as it is read, without colours. */
export function plainText(entry: LogEntryView, stepNames: readonly string[]): string {
  const row = rowOf(entry, stepNames);
  if (row.look === "heading") return row.title;
  if (row.look === "note") return row.text;
  return spansOf(entry.body)
    .map((span) => span.text)
    .join("");
}

/** Where entry `seq` stands in a list that is ordered by seq; -1 when it is not there. */
export function indexOfSeq(entries: readonly LogEntryView[], seq: number): number {
  let low = 0;
  let high = entries.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = entries[middle]?.seq ?? 0;
    if (at === seq) return middle;
    if (at < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * Where to stand for line `seq`: at it, or at what follows where it is gone; -1 while a part of the log that is not loaded may hold it.
 */
export function placeOf(
  entries: readonly LogEntryView[],
  seq: number,
  { hasEarlier, hasLater }: { hasEarlier: boolean; hasLater: boolean },
): number {
  const next = entries.findIndex((entry) => entry.seq >= seq);
  if (next < 0) return hasLater ? -1 : entries.length - 1;
  return next === 0 && hasEarlier && entries[0]?.seq !== seq ? -1 : next;
}

/** Where step headings stand in the list, in order. */
export function headingsOf(entries: readonly LogEntryView[]): number[] {
  return entries.flatMap((entry, index) => (entry.kind === "step_started" ? [index] : []));
}

/** The last of `headings` (ascending) at or before `index`; -1 when none is loaded. */
export function headingBefore(headings: readonly number[], index: number): number {
  let low = 0;
  let high = headings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((headings[middle] ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return headings[low - 1] ?? -1;
}
