import { InvalidArgumentError } from "commander";

/** A whole number as an option or argument; which ones are allowed the command itself says. */
export function wholeNumber(text: string): number {
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number.");
}
