import { type TimeMode, timeModes } from "./log-time.model.ts";

/** How a person looks at logs. */
export interface LogView {
  wrap: boolean;
  times: TimeMode;
}

export const initialView: LogView = { wrap: true, times: "off" };

/** What a browser remembers of it, the initial one where that is nothing usable. Read by hand: two words are not worth zod at a page's start. */
export function rememberedView(text: string | null): LogView {
  try {
    return viewOf(JSON.parse(text ?? "")) ?? initialView;
  } catch {
    return initialView;
  }
}

function viewOf(kept: unknown): LogView | null {
  if (typeof kept !== "object" || kept === null || !("wrap" in kept) || !("times" in kept)) return null;
  const times = timeModes.find((mode) => mode === kept.times);
  return typeof kept.wrap === "boolean" && times !== undefined ? { wrap: kept.wrap, times } : null;
}
