/** Where somebody is told: by a toast while they look at the control room, by the browser while they do not. */
export const media = [
  { medium: "toast", label: "On the page" },
  { medium: "browser", label: "By the browser" },
] as const;

/** What of the news is told at all; the bell lists it all the same. */
export const tellable = [
  { kind: "failed", label: "A run of yours failed" },
  { kind: "succeeded", label: "A run of yours succeeded" },
  { kind: "approval", label: "An approval waits for you" },
] as const;

export type Medium = (typeof media)[number]["medium"];
type Kind = (typeof tellable)[number]["kind"];

/** One thing in one place that somebody does not want to be told. */
export type Silenced = `${Medium}-${Kind}`;

const all = media.flatMap(({ medium }) => tellable.map(({ kind }): Silenced => `${medium}-${kind}`));

/** What a browser remembers of it; whoever never chose is told everything. */
export function silencedOf(text: string | undefined): Silenced[] {
  const words = (text ?? "").split(".");
  return all.filter((one) => words.includes(one));
}

export function silencedText(silenced: readonly Silenced[]): string {
  return silenced.join(".");
}

export function isWanted(silenced: readonly string[], medium: Medium, kind: string): boolean {
  return !silenced.includes(`${medium}-${kind}`);
}

/** The other way round from now on. */
export function toggled(silenced: readonly Silenced[], one: Silenced): Silenced[] {
  return silenced.includes(one) ? silenced.filter((other) => other !== one) : [...silenced, one];
}
