/** Key of the draft of a template that does not exist yet. No slug begins so. */
export const newTemplate = "~new";

const prefix = "ops-template-draft:";

/** Where the draft of a template is kept in this browser. */
export const draftKey = (slug: string) => prefix + slug;

/** False when this browser does not keep it: storage is full or switched off. */
export function writeDraft(slug: string, text: string, base: number): boolean {
  try {
    localStorage.setItem(draftKey(slug), JSON.stringify({ text, base, saved_at: new Date().toISOString() }));
    return true;
  } catch {
    return false;
  }
}

export function removeDraft(slug: string): void {
  try {
    localStorage.removeItem(draftKey(slug));
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
