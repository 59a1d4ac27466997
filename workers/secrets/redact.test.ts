import { describe, expect, it } from "vitest";
import { createRedactor } from "./redact.ts";

const redacted = (...lines: string[]) => {
  const filter = createRedactor();
  return lines.map((line) => filter(line));
};
const x = (count: number) => "x".repeat(count);

describe("replaces", () => {
  it.each([
    ["an e-mail address", "to ada.byron+ops@mail.example.co.uk, now", "to [redacted e-mail], now"],
    ["a bearer token", `Authorization: Bearer ${x(20)}==`, "Authorization: Bearer [redacted token]"],
    ["credentials of a header", "authorization: Basic YTpi", "authorization: Basic [redacted credentials]"],
    ["a GitHub token", `token=ghp_${x(36)};`, "token=[redacted GitHub token];"],
    ["a fine-grained GitHub token", `github_pat_${x(30)}`, "[redacted GitHub token]"],
    ["an AWS key", "key AKIAABCDEFGHIJKLMNOP", "key [redacted AWS key]"],
    ["an AWS secret", `aws_secret_access_key = ${x(40)}`, "aws_secret_access_key = [redacted AWS secret]"],
    ["a Slack token", "xoxb-1234567890-abc", "[redacted Slack token]"],
    ["a Slack webhook", `https://hooks.slack.com/services/T0/B0/${x(24)}`, "https://[redacted Slack webhook]"],
    ["a JWT", `jwt eyJ${x(10)}.eyJ${x(10)}.${x(10)}.`, "jwt [redacted JWT]."],
    ["a key of ours", `ocr_${x(43)}`, "[redacted API key]"],
    ["a Supabase secret key", `sb_secret_${x(22)}_${x(8)}`, "[redacted Supabase key]"],
    ["an npm token", `npm_${x(36)}`, "[redacted npm token]"],
    ["a password in an address", "postgres://ops:pa:ss@db:5432/x", "postgres://ops:[redacted password]@db:5432/x"],
    [
      "a private key in one line",
      "k=-----BEGIN RSA PRIVATE KEY-----\\nMII\\n-----END RSA PRIVATE KEY-----;",
      "k=[redacted private key];",
    ],
  ])("%s", (_, line, expected) => {
    expect(createRedactor()(line)).toBe(expected);
  });

  it("every line of a private key, and nothing after it", () => {
    const filter = createRedactor();
    const key = ["-----BEGIN OPENSSH PRIVATE KEY-----", "b3BlbnNzaC1rZXk=", "", "-----END OPENSSH PRIVATE KEY-----"];
    expect(key.map((line) => filter(line))).toEqual(Array(4).fill("[redacted private key]"));
    expect(filter("b3BlbnNzaC1rZXk=")).toBe("b3BlbnNzaC1rZXk=");
  });

  it("no more than the key when its end never comes", () => {
    const filter = createRedactor();
    filter("-----BEGIN PRIVATE KEY-----");
    expect([filter("MII="), filter('{"next": "line"}'), filter("MII=")]).toEqual([
      "[redacted private key]",
      '{"next": "line"}',
      "MII=",
    ]);
  });
});

it("leaves alone what only looks a little like it", () => {
  const lines = [
    "git@github.com:team/repo.git",
    "lodash@4.17.21 and actions/checkout@v4",
    "bearer authentication is used",
    "Basic authentication",
    "-----BEGIN CERTIFICATE-----",
    `sb_publishable_${x(30)}`,
    "http://user@host/path",
    "AKIA is a prefix, eyJ too",
    `sha256 ${"0a".repeat(32)}`,
  ];
  expect(redacted(...lines)).toEqual(lines);
});

it.each(["a@", "eyJ", "://a:", "-----BEGIN ", "authorization: basic ", `${x(64)}@`])(
  "takes no time for 8 KB of %s",
  (piece) => {
    const text = piece.repeat(Math.ceil(8_192 / piece.length));
    // The best of some: a busy machine may interrupt any one of them.
    const times = Array.from({ length: 10 }, () => {
      const since = performance.now();
      createRedactor()(text);
      return performance.now() - since;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  },
);
