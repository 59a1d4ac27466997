import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";

/** A value with every string in it changed, however deep. Names stay, because whoever reads the value looks for them. */
export function changeStrings(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => changeStrings(item, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changeStrings(inner, change)]));
}
