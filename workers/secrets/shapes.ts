// What has the form of a credential. Everything here is bounded, or runs once over a word, so that no line takes long.

/** Where a word begins: also after `key_`, `x.` or `TOKEN-`, after an escaped line break or tab, and after what is URL-encoded. */
const start = "(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt]|\\\\u[0-9a-f]{4}|%[0-9A-Fa-f]{2}))";

interface Shape {
  what: string;
  /** How it begins, which nothing else does; if more does, `atStart` of a word only. */
  begin: string;
  rest: string;
  atStart?: true;
}

const shapes: readonly Shape[] = [
  { what: "GitHub token", begin: "gh[pousr]_", rest: "[A-Za-z0-9]{36,255}" },
  { what: "GitHub token", begin: "github_pat_", rest: "[A-Za-z0-9_]{22,255}" },
  { what: "GitLab token", begin: "glpat-", rest: "[A-Za-z0-9_-]{20,64}" },
  { what: "AWS key", begin: "A[KS]IA", rest: "[A-Z0-9]{16}(?![A-Za-z0-9])" },
  { what: "Slack token", begin: "xox[abeoprs]-", rest: "[A-Za-z0-9-]{10,255}" },
  { what: "Slack token", begin: "xapp-[0-9]-", rest: "[A-Za-z0-9-]{10,255}" },
  { what: "Slack webhook", begin: "hooks\\.slack\\.com/services/", rest: "[A-Za-z0-9/]{20,100}" },
  { what: "npm token", begin: "npm_", rest: "[A-Za-z0-9]{36}" },
  { what: "PyPI token", begin: "pypi-AgE", rest: "[A-Za-z0-9_-]{16,1024}" },
  { what: "Stripe key", begin: "[rs]k_live_", rest: "[A-Za-z0-9]{16,255}" },
  { what: "webhook secret", begin: "whsec_", rest: "[A-Za-z0-9+/]{20,255}={0,2}" },
  { what: "API key", begin: "ocr_", rest: "[A-Za-z0-9_-]{43}", atStart: true },
  // `task-proj-…` is none.
  { what: "API key", begin: "sk-(?:proj|ant|svcacct|admin)-", rest: "[A-Za-z0-9_-]{20,255}", atStart: true },
  { what: "Google key", begin: "AIza", rest: "[A-Za-z0-9_-]{35}" },
  { what: "Google token", begin: "ya29\\.", rest: "[A-Za-z0-9_-]{20,2048}", atStart: true },
  { what: "Vault token", begin: "hv[bsr]\\.", rest: "[A-Za-z0-9_-]{24,512}", atStart: true },
  { what: "Docker token", begin: "dckr_[po]at_", rest: "[A-Za-z0-9_-]{20,255}" },
  { what: "DigitalOcean token", begin: "do[opr]_v1_", rest: "[a-f0-9]{64}" },
  { what: "SendGrid key", begin: "SG\\.", rest: "[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}", atStart: true },
  { what: "Supabase key", begin: "sb_secret_", rest: "[A-Za-z0-9_-]{16,255}" },
  { what: "Supabase key", begin: "sbp_", rest: "[a-f0-9]{40}" },
];

/** Domains that no mail goes to: `lib@1.2.3.tgz`, `icon@2x.png`, `user@1000.service`. */
const noDomain =
  "(?![0-9]+(?:x\\.|\\.[0-9]))(?!(?:[A-Za-z0-9-]{1,63}\\.){1,8}(?:service|socket|timer|target|slice|scope)(?![A-Za-z0-9_-]|\\.[A-Za-z0-9]))";
// Not `git@host:path`, which names nobody.
const mailbox = `(?<![A-Za-z0-9_.%+-])(?!git@)[A-Za-z0-9_.%+-]{1,64}@${noDomain}`;
/** Of a word, what stands before its first `eyJ`: the word is read once, however often that comes. */
const beforeJwt = "(?<![A-Za-z0-9_-])(?:(?!eyJ)[A-Za-z0-9_-])*";

/** What is redacted, in this order; the group stays. */
export const forms: readonly (readonly [what: string, form: RegExp])[] = [
  // After the name of the header anything is a credential; elsewhere, `bearer` may be a word of a sentence.
  ["token", /(\bauthorization[\\"']{0,4}\s{0,4}[:=]\s{0,4}[\\"']{0,4}bearer\s{1,4})(?![*$<{])[^\s"'\\,;]{1,4096}/gi],
  ["credentials", /(\bauthorization[\\"']{0,4}\s{0,4}[:=]\s{0,4}[\\"']{0,4}(?:basic|token)\s{1,4})[^\s"'\\]{4,4096}/gi],
  ["token", /(\bbearer\s{1,4})[A-Za-z0-9._~+/=-]{16,4096}/gi],
  [
    "token",
    /(\bbearer\s{1,4})(?!v?[0-9.]+(?![A-Za-z0-9_~+/=-])|oauth|rfc)(?=[A-Za-z._~+/=-]{0,15}[0-9])[A-Za-z0-9._~+/=-]{6,15}/gi,
  ],
  ["AWS secret", /(\baws_secret_access_key[\\"']{0,4}\s{0,4}[:=]\s{0,4}[\\"']{0,4})[A-Za-z0-9/+=]{40}/gi],
  ["password", /(:\/\/[^\s:/@]{1,64}:)[^\s@/]{1,256}(?=@)/g],
  ...shapes.map(
    ({ what, begin, rest, atStart }) => [what, new RegExp(`${atStart ? start : ""}()${begin}${rest}`, "g")] as const,
  ),
  ["JWT", new RegExp(`(${beforeJwt})eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,1024}`, "g")],
  ["e-mail", new RegExp(`()${mailbox}(?:[A-Za-z0-9-]{1,63}\\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-])`, "g")],
];

/** What may be the beginning of one of them, at the end of a line whose rest is not known. */
export const cutForms: readonly (readonly [what: string, form: RegExp])[] = [
  ["token", /(\bbearer\s{1,4})[A-Za-z0-9._~+/=-]{1,4096}$/i],
  ["credentials", /(\bauthorization[\\"']{0,4}\s{0,4}[:=]\s{0,4}[\\"']{0,4}[a-z]{1,20}\s{1,4})[^\s"'\\]{1,4096}$/i],
  ["AWS secret", /(\baws_secret_access_key[\\"']{0,4}\s{0,4}[:=]\s{0,4}[\\"']{0,4})[A-Za-z0-9/+=]{1,40}$/i],
  ["password", /(:\/\/[^\s:/@]{1,64}:)[^\s@/]{1,256}$/],
  ["e-mail", new RegExp(`()${mailbox}[A-Za-z0-9.-]{0,255}$`)],
];
const begins = shapes.map(({ begin, atStart }) => (atStart ? start : "") + begin);
const lastWord = /(?<![A-Za-z0-9_.~+/=-])[A-Za-z0-9_.~+/=-]+$/;
const beginning = new RegExp([...begins, `${start}eyJ`].join("|"));

/** Where a token begins in the last word of a line that is cut off there; undefined when none does. */
export function cutTokenIn(line: string): number | undefined {
  const word = lastWord.exec(line);
  const at = word === null ? -1 : word[0].search(beginning);
  return word === null || at === -1 ? undefined : word.index + at;
}

const plainBegins = shapes.map(({ begin }) => begin).join("|");
/** Something of the above may be in a line; most lines are done after this. */
const suspicious = new RegExp(`@|eyJ|PRIVATE KEY|${plainBegins}`);
const named = /bearer|authorization|aws_secret/i;
export const isSuspicious = (line: string) => suspicious.test(line) || named.test(line);
