import type { Intent, Values } from "./intent.ts";
import { runWords } from "./read-run.ts";
import { valueKey } from "./read-values.ts";
import { quoted } from "./tokens.ts";
import { writtenValue } from "./values.ts";

/** What an intent reads like as a line; reading it gives the intent back. */
export function writeLine(intent: Intent): string {
  const line = (...words: (string | null)[]) => [`/${intent.verb}`, ...words.filter((word) => word !== null)].join(" ");
  const said = (text: string | null) => (text === null ? null : quoted(text));
  switch (intent.verb) {
    case "run":
      return line(
        intent.template,
        intent.lane === null ? null : `lane=${quoted(intent.lane)}`,
        intent.title === null ? null : `title=${quoted(intent.title)}`,
        intent.priority === 0 ? null : `priority=${intent.priority}`,
        ...written(intent.parameters, runWords),
        intent.confirmed === null ? null : `confirm=${quoted(intent.confirmed)}`,
      );
    case "cancel":
      return line(String(intent.run_id), said(intent.reason));
    case "retry":
      return line(
        String(intent.run_id),
        intent.from === "start" ? null : `from=${intent.from}`,
        intent.confirmed === null ? null : `confirm=${quoted(intent.confirmed)}`,
      );
    case "approve":
      return line(String(intent.run_id), said(intent.comment), ...written(intent.input, []));
    case "reject":
      return line(String(intent.run_id), said(intent.comment));
    case "pause":
      return line(quoted(intent.lane), said(intent.note));
    case "resume":
      return line(quoted(intent.lane));
    case "why":
      return line(String(intent.run_id));
    case "say":
      return line(intent.text);
    default:
      return line();
  }
}

function written(values: Values, reserved: readonly string[]): string[] {
  return Object.entries(values).map(([name, value]) => `${valueKey(name, reserved)}=${quoted(writtenValue(value))}`);
}
