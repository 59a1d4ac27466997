import { quoted } from "./tokens.ts";

/** What is confirmed by naming its target once more, with what it would do before one's eyes. */
export interface Confirmable {
  /** Of the template. */
  name: string;
  lane: string | null;
  /** Parameters as they are written. */
  values: readonly string[];
  target: string;
}

/** Why a line does nothing yet, and what to add to it. */
export function confirmation({ name, lane, values, target }: Confirmable, does: "start it" | "retry it") {
  const what = [...(lane === null ? [] : [`lane ${lane}`]), ...values].join(", ");
  return {
    asks: `${name} asks for confirmation${what === "" ? "" : ` (${what})`}.`,
    remedy: `Add confirm=${quoted(target)} to ${does}.`,
  };
}
