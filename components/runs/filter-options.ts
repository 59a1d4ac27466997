import type { SelectOption } from "../ui/select.tsx";

/** The value of a select's first option: not narrowed. */
export const any = "*";

/** The options of a filter, after the one that takes it away. */
export const named = (all: string, options: readonly SelectOption[]): SelectOption[] => [
  { value: any, label: all },
  ...options,
];
export const plain = (values: readonly string[]): SelectOption[] => values.map((value) => ({ value, label: value }));
export const orNull = (value: string): string | null => (value === any ? null : value);

/** What the address names stays choosable, although this page has not heard of it. */
export function withChosen(known: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || known.includes(chosen) ? known : [...known, chosen];
}
