import type { Pick } from "./operations.ts";

/** Counts back among what the operation is meant for; among all when there is none or `any` is wanted. */
export function choose<T>(all: T[], { back, any }: Pick, meant: (item: T) => boolean): T | undefined {
  const wanted = any ? [] : all.filter(meant);
  const from = wanted.length > 0 ? wanted : all;
  return from.at(-1 - (back % Math.max(from.length, 1)));
}
