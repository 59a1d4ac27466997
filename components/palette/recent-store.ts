import * as z from "zod";
import type { Recent } from "./palette.model.ts";

const key = "ops-palette-recent";
const Stored = z.array(
  z.object({
    label: z.string(),
    action: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("go"), href: z.string().startsWith("/") }),
      z.object({ kind: z.literal("write"), line: z.string() }),
    ]),
  }),
);

/** What was chosen lately in this browser. */
export function readRecent(): Recent[] {
  try {
    return Stored.parse(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return [];
  }
}

export function writeRecent(recent: readonly Recent[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(recent));
  } catch {
    // A browser that keeps nothing forgets it.
  }
}
