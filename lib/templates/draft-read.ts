import * as z from "zod";
import { draftKey } from "./draft-store.ts";

/** What somebody writes and has not published yet, kept in this browser. */
const Draft = z.object({
  text: z.string(),
  /** The version that it was written on; 0: a new template. */
  base: z.int().min(0),
  /** By this browser's clock. */
  saved_at: z.string(),
});
export type Draft = z.infer<typeof Draft>;

export function readDraft(slug: string): Draft | null {
  try {
    const stored = localStorage.getItem(draftKey(slug));
    return stored === null ? null : (Draft.safeParse(JSON.parse(stored)).data ?? null);
  } catch {
    return null;
  }
}
