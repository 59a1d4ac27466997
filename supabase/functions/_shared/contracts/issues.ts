import type { z } from "zod";

const shown = 10;

/** What is wrong with an input, for people: `steps.0.run: too short; ...`. Names fields, never their values. */
export function describeIssues(error: z.ZodError, where = ""): string {
  const texts = error.issues.map((issue) => {
    const path = [...(where === "" ? [] : [where]), ...issue.path.map(String)].join(".");
    const message = issue.message.replace(/^Invalid input: /, "");
    return path === "" ? message : `${path}: ${message}`;
  });
  const rest = texts.length - shown;
  return texts.slice(0, shown).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}
