import { Refusal } from "./refusal.ts";

/** Of what is gathered, fewer are not worth a call of their own beside another one (measured with 2 to 10 callers). */
export const fewest = 4;

/** So many lines, or as much else, are worth a call of their own: writing them costs more than the call. */
export const enough = 20;

/** What is wrong with one must not be the answer to the others: each goes by itself then, and is told its own. */
export const apart = (error: unknown): boolean => !(error instanceof Refusal && error.code === "unavailable");
