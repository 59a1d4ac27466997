import * as z from "zod";

/** What somebody writes and has not published yet, kept in this browser. */
const Draft = z.object({
  text: z.string(),
  /** The version that it was written on; 0: a new template. */
  base: z.int().min(0),
  /** By this browser's clock. */
  saved_at: z.string(),
});
export type Draft = z.infer<typeof Draft>;

/** Key of the draft of a template that does not exist yet. No slug begins so. */
export const newTemplate = "~new";

const prefix = "ops-template-draft:";

export function readDraft(slug: string): Draft | null {
  try {
    const stored = localStorage.getItem(prefix + slug);
    return stored === null ? null : (Draft.safeParse(JSON.parse(stored)).data ?? null);
  } catch {
    return null;
  }
}

/** False when this browser does not keep it: storage is full or switched off. */
export function writeDraft(slug: string, text: string, base: number): boolean {
  try {
    localStorage.setItem(prefix + slug, JSON.stringify({ text, base, saved_at: new Date().toISOString() }));
    return true;
  } catch {
    return false;
  }
}

export function removeDraft(slug: string): void {
  try {
    localStorage.removeItem(prefix + slug);
  } catch {
    // What cannot be stored is not there.
  }
}

/** Slugs of the templates that have one. */
export function draftSlugs(): string[] {
  try {
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  } catch {
    return [];
  }
}
