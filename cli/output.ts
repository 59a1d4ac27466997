import { styleText } from "node:util";
import { terminalText } from "./terminal-text.ts";

type Style = Parameters<typeof styleText>[0];

/** Where a command's result goes: tables for people at a terminal, JSON for programs. */
export interface Output {
  /** JSON is wanted: asked for, or the output is piped. */
  json: boolean;
  /** JSON was asked for by name; streams of text stay text when they are merely piped. */
  jsonAsked: boolean;
  /** The result: `value` as JSON, or what `show` makes of it. */
  result<Value>(value: Value, show: (value: Value) => string): void;
  /** One line of text, printed as it comes. */
  line(text: string): void;
  /** For the person, beside the result. */
  note(text: string): void;
  /** Colours text when the output is a terminal that wants colours. */
  style(style: Style, text: string): string;
  /** Text of a run, made safe for a terminal. */
  foreign(text: string): string;
}

/** The part of a standard stream that is used here. */
type Stream = Pick<typeof process.stdout, "isTTY" | "hasColors"> & { write(text: string): unknown };

/** `jsonAsked`: with --json, JSON also goes to a terminal. */
export function createOutput(jsonAsked: boolean, stdout: Stream = process.stdout): Output {
  const json = jsonAsked || !stdout.isTTY;
  const colours = stdout.isTTY && stdout.hasColors();
  const line = (text: string) => void stdout.write(`${text}\n`);
  return {
    json,
    jsonAsked,
    result: (value, show) => line(json ? JSON.stringify(value, null, 2) : show(value)),
    line,
    note: (text) => void process.stderr.write(`${text}\n`),
    style: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
    foreign: (text) => terminalText(text, colours),
  };
}

/** Rows under their headings, columns aligned. */
export function table(headings: string[], rows: (string | number | null)[][]): string {
  if (rows.length === 0) return "Nothing to show.";
  const cells = [headings, ...rows.map((row) => row.map((cell) => terminalText(String(cell ?? "-"), false)))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
