import type { LineFilter } from "./masker.ts";

/** Not in the middle of a word. Every pattern is bounded and starts at a word, so that no line takes long. */
const start = "(?<![A-Za-z0-9_.+-])";
const shape = (what: string, form: string): [what: string, form: RegExp] => [what, new RegExp(start + form, "g")];

/** What is recognised by its form alone. */
const shapes: readonly [what: string, form: RegExp][] = [
  shape("GitHub token", "(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})"),
  shape("GitLab token", "glpat-[A-Za-z0-9_-]{20,64}"),
  shape("AWS key", "(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
  shape("Slack token", "xox[abeoprs]-[A-Za-z0-9-]{10,255}"),
  ["Slack webhook", /hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,100}/g],
  shape("npm token", "npm_[A-Za-z0-9]{36}"),
  shape("Stripe key", "[rs]k_live_[A-Za-z0-9]{16,255}"),
  shape("API key", "ocr_[A-Za-z0-9_-]{43}"),
  shape("Supabase key", "(?:sb_secret_[A-Za-z0-9_-]{16,255}|sbp_[a-f0-9]{40})"),
  shape("JWT", "eyJ[A-Za-z0-9_-]{8,4096}\\.eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,1024}"),
  // Not `git@host:path`, which names nobody.
  shape("e-mail", "(?!git@)[A-Za-z0-9_.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-])"),
];

/** What is recognised by what stands before it, which stays. */
const values: readonly [what: string, form: RegExp][] = [
  ["token", /(\bbearer\s{1,4})[A-Za-z0-9._~+/=-]{16,4096}/gi],
  ["credentials", /(\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:basic|token)\s{1,4})[^\s"']{4,4096}/gi],
  ["AWS secret", /(\baws_secret_access_key["']?\s{0,4}[:=]\s{0,4}["']?)[A-Za-z0-9/+=]{40}/gi],
  ["password", /(:\/\/[^\s:/@]{1,64}:)[^\s@/]{1,256}(?=@)/g],
];

/** Something of the above may be in a line; most lines are done after this. */
const suspicious =
  /@|eyJ|gh[pousr]_|github_pat|glpat-|AKIA|ASIA|xox|slack\.com|npm_|k_live_|ocr_|sb_secret|sbp_|bearer|authorization|aws_secret|PRIVATE KEY/i;

const keyBegin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** A line inside such a block: base64, or a header. */
const keyLine = /^[\sA-Za-z0-9+/=:;,.()_-]{0,200}$/;
const longestKey = 500;
const redactedKey = "[redacted private key]";

/** A filter for the lines of one stream that replaces e-mail addresses and what has the form of a credential. */
export function createRedactor(): LineFilter {
  let keyLines = 0;
  return (line) => {
    if (keyLines > 0) {
      const end = keyEnd.exec(line);
      if (end !== null) {
        keyLines = 0;
        return redactedKey + redactLine(line.slice(end.index + end[0].length));
      }
      keyLines = keyLine.test(line) ? keyLines - 1 : 0;
      if (keyLines > 0) return redactedKey;
    }
    if (!suspicious.test(line)) return line;
    const begin = keyBegin.exec(line);
    if (begin === null) return redactLine(line);
    const before = redactLine(line.slice(0, begin.index));
    const rest = line.slice(begin.index + begin[0].length);
    const end = keyEnd.exec(rest);
    if (end === null) keyLines = longestKey;
    return before + redactedKey + (end === null ? "" : redactLine(rest.slice(end.index + end[0].length)));
  };
}

function redactLine(line: string): string {
  let redacted = line;
  for (const [what, form] of values) redacted = redacted.replaceAll(form, `$1[redacted ${what}]`);
  for (const [what, form] of shapes) redacted = redacted.replaceAll(form, `[redacted ${what}]`);
  return redacted;
}
