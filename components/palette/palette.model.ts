import { complete } from "../../supabase/functions/_shared/contracts/command-line/complete.ts";
import { describeIntent } from "../../supabase/functions/_shared/contracts/command-line/describe.ts";
import type { Intent, Known } from "../../supabase/functions/_shared/contracts/command-line/intent.ts";
import { readLine } from "../../supabase/functions/_shared/contracts/command-line/read-line.ts";

/** What an item of the palette does. */
export type PaletteAction =
  | { kind: "go"; href: string }
  | { kind: "do"; line: string; intent: Intent }
  /** Puts a line into the input, to be completed or sent. */
  | { kind: "write"; line: string }
  | { kind: "theme"; theme: "light" | "dark" | "system" };

export interface PaletteItem {
  /** Unique in the list. */
  key: string;
  label: string;
  detail: string;
  action: PaletteAction;
  /** Why it cannot be chosen; null: it can. */
  whyNot: string | null;
}

export interface PaletteGroup {
  name: string;
  items: PaletteItem[];
}

/** What was chosen lately can be chosen again; newest first. */
export interface Recent {
  label: string;
  action: Extract<PaletteAction, { kind: "go" | "write" }>;
}

export interface PaletteSources {
  known: Known;
  /** Why this person gives no commands here; null: they do. */
  whyNot: string | null;
  screens: readonly { label: string; href: string }[];
  sessions: readonly { id: number; name: string }[];
  recent: readonly Recent[];
}

const perGroup = 6;
const keyOf = (action: PaletteAction) => JSON.stringify(action);
const item = (label: string, detail: string, action: PaletteAction): PaletteItem => ({
  key: keyOf(action),
  label,
  detail,
  action,
  whyNot: null,
});
/** What gives a command, or begins one: where that is not to be, it is offered to nobody who has not typed for it. */
const commands = (items: PaletteItem[], line: string, whyNot: string | null): PaletteItem[] =>
  whyNot === null ? items : line.trim() === "" ? [] : items.map((one) => ({ ...one, whyNot }));
const themes = [
  { theme: "light", label: "Light theme" },
  { theme: "dark", label: "Dark theme" },
  { theme: "system", label: "Theme as the system" },
] as const;

/** What a line in the palette offers: what was understood first, then how it goes on, then places by name. Without a line: what was chosen lately. */
export function paletteGroups(line: string, sources: PaletteSources): PaletteGroup[] {
  const { known, whyNot, screens, sessions, recent } = sources;
  const text = line.trim().toLowerCase();
  const fits = (words: string) => text.split(/\s+/).every((part) => words.toLowerCase().includes(part));
  const command = text.startsWith("/");
  const groups: PaletteGroup[] = [
    { name: "Recent", items: text === "" ? recent.map(({ label, action }) => item(label, "", action)) : [] },
    { name: "Do", items: done(line, known, whyNot) },
    { name: "Runs", items: command ? [] : numbered(text, known) },
    { name: "Start", items: command ? [] : commands(templates(fits, known), line, whyNot) },
    { name: "Commands", items: commands(continuations(line, known), line, whyNot) },
    {
      name: "Go to",
      items: command
        ? []
        : [
            ...screens
              .filter(({ label }) => fits(label))
              .map(({ label, href }) => item(label, "screen", { kind: "go", href })),
            ...sessions
              .filter(({ name }) => fits(name))
              .map(({ id, name }) => item(name, "session", { kind: "go", href: `/sessions/${id}` })),
          ],
    },
    {
      name: "Appearance",
      items:
        text === "" || command
          ? []
          : themes
              .filter(({ label }) => fits(label))
              .map(({ label, theme }) => item(label, "", { kind: "theme", theme })),
    },
  ];
  const seen = new Set<string>();
  return groups
    .map(({ name, items }) => ({
      name,
      items: items.filter(({ key }) => !seen.has(key) && seen.add(key)).slice(0, perGroup),
    }))
    .filter(({ items }) => items.length > 0);
}

function done(line: string, known: Known, whyNot: string | null): PaletteItem[] {
  if (line.trim() === "") return [];
  const reading = readLine(line, known);
  if (!reading.ok) return [];
  const { intent } = reading;
  const label = describeIntent(intent, known);
  switch (intent.verb) {
    case "help":
      return commands([item(label, "", { kind: "write", line: "/" })], line, whyNot);
    // There is the answer; and nobody decides on what they have not seen.
    case "why":
      return [item(label, "open", { kind: "go", href: `/runs/${intent.run_id}` })];
    case "approve":
    case "reject":
      return [item(`Look at what run ${intent.run_id} asks`, "open", { kind: "go", href: `/runs/${intent.run_id}` })];
    default:
      return commands([item(label, "Enter", { kind: "do", line: line.trim(), intent })], line, whyNot);
  }
}

function numbered(text: string, known: Known): PaletteItem[] {
  const number = /^(?:run )?#?([1-9]\d{0,14})$/.exec(text)?.[1];
  const open = number === undefined ? [] : [item(`Run ${number}`, "open", { kind: "go", href: `/runs/${number}` })];
  const named = text.length < 2 ? [] : known.runs.filter(({ title }) => title.toLowerCase().includes(text));
  return [...open, ...named.map(({ id, title }) => item(`${id} ${title}`, "run", { kind: "go", href: `/runs/${id}` }))];
}

function templates(fits: (words: string) => boolean, known: Known): PaletteItem[] {
  return known.templates
    .filter(({ slug, name }) => fits(`${slug} ${name}`))
    .map(({ slug, name }) => item(`Start ${name}`, "template", { kind: "write", line: `/run ${slug} ` }));
}

function continuations(line: string, known: Known): PaletteItem[] {
  const { from, to, items } = complete(line, line.length, known);
  return items
    .filter(({ text }) => text.trimEnd() !== line.slice(from, to).trim())
    .map(({ label, detail, text }) =>
      item(label, detail, { kind: "write", line: line.slice(0, from) + text + line.slice(to) }),
    );
}

const remembered = 6;

/** The list of what was chosen lately with this at its head. */
export function withRecent(recent: readonly Recent[], chosen: Recent): Recent[] {
  const others = recent.filter(({ action }) => keyOf(action) !== keyOf(chosen.action));
  return [chosen, ...others].slice(0, remembered);
}
