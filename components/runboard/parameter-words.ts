import type { z } from "zod";
import { secretAnnotation } from "../../supabase/functions/_shared/contracts/parameters.ts";
import type { ParameterField, Property } from "./parameter-form.model.ts";

/** A length that is worth saying before somebody has come near it. */
const shortLength = 200;

/** What values a field takes, in words. */
export function ruleOf(property: Property): string {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, minItems, maxItems } = property;
  if (property[secretAnnotation] === true)
    return "The name of a secret that the workers hold, never the secret itself.";
  const low = minimum !== undefined ? `at least ${minimum}` : above !== undefined ? `more than ${above}` : "";
  const high = maximum !== undefined ? `at most ${maximum}` : below !== undefined ? `less than ${below}` : "";
  const range = minimum !== undefined && maximum !== undefined ? [`${minimum} to ${maximum}`] : [low, high];
  const items = minItems !== undefined && maxItems !== undefined ? [`${minItems} to ${maxItems} entries`] : [];
  return [...range, lengthOf(property), ...items].filter(Boolean).join(", ");
}

function lengthOf({ minLength = 0, maxLength = Number.POSITIVE_INFINITY, contentMediaType }: Property): string {
  if (contentMediaType !== undefined || maxLength > shortLength)
    return minLength > 1 ? `at least ${minLength} characters` : "";
  return minLength > 1 ? `${minLength} to ${maxLength} characters` : `at most ${maxLength} characters`;
}

const formats: Readonly<Record<string, string>> = {
  email: "Must be an e-mail address.",
  url: "Must be an address such as https://example.com.",
  date: "Must be a date such as 2026-11-20.",
  datetime: "Must be a moment such as 2026-11-20T14:30:00Z.",
  time: "Must be a time such as 14:30:00.",
  guid: "Must be a UUID.",
  uuid: "Must be a UUID.",
  ipv4: "Must be an IPv4 address.",
  ipv6: "Must be an IPv6 address.",
};

/** What is wrong with a value, as a sentence; what the field knows better than zod, it says itself. `field`: absent for a part of its value. */
export function sentenceOf(issue: z.core.$ZodIssue, field: ParameterField | undefined): string {
  if (field !== undefined && field.message !== "" && issue.code !== "invalid_type") return field.message;
  if (field !== undefined && issue.code === "invalid_type") {
    if (field.control === "integer") return "Give a whole number.";
    if (field.control === "number") return "Give a number.";
  }
  const outOfRange = issue.code === "too_big" || issue.code === "too_small";
  if (field !== undefined && outOfRange && field.rule !== "") return `Must be ${field.rule}.`;
  if (issue.code === "invalid_format") {
    return formats[issue.format] ?? "Does not have the form that is asked for.";
  }
  return asSentence(issue.message.replace(/^Invalid input: /, ""));
}

/** Words with a capital and a full stop, so that another sentence may follow. */
export function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?:]$/.test(words) ? "" : "."}`;
}
