import { describe, expect, it } from "vitest";
import { createRedactor } from "./redact.ts";

const redacted = (...lines: string[]) => {
  const filter = createRedactor();
  return lines.map((line) => filter(line));
};
const x = (count: number) => "x".repeat(count);
const color = (text: string, after = "") => `\u001b[33m${text}\u001b[0m${after}`;
const jwt = `eyJ${x(10)}.eyJ${x(10)}.${x(10)}`;

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
    ["a DigitalOcean token", `dop_v1_${"0a".repeat(32)}`, "[redacted DigitalOcean token]"],
    ["an OpenAI key", `sk-proj-${x(40)}`, "[redacted API key]"],
    ["an Anthropic key", `sk-ant-api03-${x(40)}`, "[redacted API key]"],
    ["a Google key", `?key=AIza${x(35)}&v=1`, "?key=[redacted Google key]&v=1"],
    ["a Google token", `ya29.${x(40)}`, "[redacted Google token]"],
    ["a Vault token", `hvs.${x(24)}`, "[redacted Vault token]"],
    ["a Docker token", `dckr_pat_${x(27)}`, "[redacted Docker token]"],
    ["a PyPI token", `pypi-AgEIcHlwaS5vcmc${x(40)}`, "[redacted PyPI token]"],
    ["a SendGrid key", `SG.${x(22)}.${x(43)}`, "[redacted SendGrid key]"],
    ["a Slack app's token", `xapp-1-A0B1-123-${x(40)}`, "[redacted Slack token]"],
    ["a webhook's secret", `whsec_${x(32)}`, "[redacted webhook secret]"],
    ["a short bearer token", "use bearer s3cr3t-tok!", "use bearer [redacted token]!"],
    ["whatever a header bears", '{"authorization": "Bearer hunter"}', '{"authorization": "Bearer [redacted token]"}'],
    ["a password in an address", "postgres://ops:pa:ss@db:5432/x", "postgres://ops:[redacted password]@db:5432/x"],
    [
      "a private key in one line",
      "k=-----BEGIN RSA PRIVATE KEY-----\\nMII\\n-----END RSA PRIVATE KEY-----;",
      "k=[redacted private key];",
    ],
  ])("%s", (_, line, expected) => {
    expect(createRedactor()(line)).toBe(expected);
  });

  it.each(["key_", "x.", "TOKEN-", "a/", "%3D", "\\n", '"'])("a token after %s", (before) => {
    expect(
      redacted(`${before}ghp_${x(36)}`, before + jwt, `${before}AKIAABCDEFGHIJKLMNOP`, `${before}sk-ant-${x(40)}`),
    ).toEqual([
      `${before}[redacted GitHub token]`,
      `${before}[redacted JWT]`,
      `${before}[redacted AWS key]`,
      `${before}[redacted API key]`,
    ]);
  });

  it("what is coloured, wherever the colour begins, and no colour", () => {
    const half = `ghp_${x(10)}`;
    const lines = [
      color(`ghp_${x(36)}`, " ok"),
      color(jwt),
      color("AKIAABCDEFGHIJKLMNOP"),
      `Bearer ${color(x(20))}`,
      color("ada@example.test"),
      color("ada", "@example.test, bob@example.test"),
      `${color(half)}${x(26)};`,
    ];
    expect(redacted(...lines)).toEqual([
      color("[redacted GitHub token]", " ok"),
      color("[redacted JWT]"),
      color("[redacted AWS key]"),
      `Bearer ${color("[redacted token]")}`,
      color("[redacted e-mail]"),
      `\u001b[33m[redacted e-mail]\u001b[0m, [redacted e-mail]`,
      `\u001b[33m[redacted GitHub token]\u001b[0m;`,
    ]);
  });

  it("the coloured lines of a private key, too", () => {
    const key = ["-----BEGIN PRIVATE KEY-----", color("MIIE"), color("-----END PRIVATE KEY-----", " ok")];
    expect(redacted(...key)).toEqual([
      "[redacted private key]",
      color("[redacted private key]"),
      color("[redacted private key]", " ok"),
    ]);
  });

  it.each([
    [`token ghp_${x(20)}`, "token [redacted token]"],
    ["AKIAABC", "[redacted token]"],
    ["x=eyJhbGciOi", "x=[redacted token]"],
    ["eyJhbGciOi.eyJzdWIi", "[redacted token]"],
    ["sk-proj-ab", "[redacted token]"],
    ["Bearer ab", "Bearer [redacted token]"],
    ["authorization: Basic Y", "authorization: Basic [redacted credentials]"],
    ["aws_secret_access_key=abc", "aws_secret_access_key=[redacted AWS secret]"],
    ["postgres://ops:pa", "postgres://ops:[redacted password]"],
    ["mail ada@exam", "mail [redacted e-mail]"],
    ["-----BEGIN PRIVATE KEY-----MII", "[redacted private key]"],
  ])("at the end of a line that was cut, also the beginning of a token: %s", (line, expected) => {
    const filter = createRedactor();
    expect(filter(line, true)).toBe(expected);
    // The rest of the line was cut off with it.
    expect(filter("done")).toBe("done");
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
    "lodash@4.17.21 and actions/checkout@v4 are used",
    "bearer authentication is used",
    "Basic authentication",
    "-----BEGIN CERTIFICATE-----",
    `sb_publishable_${x(30)}`,
    "http://user@host/path",
    "AKIA is a prefix, eyJ too",
    `sha256 ${"0a".repeat(32)}`,
    "the bearer of news, Bearer v2.1.0 of OAuth2, bearer RFC6750, bearer 12345678 of them",
    "curl -H 'Authorization: Bearer $TOKEN', Authorization: Bearer *** sent",
    "task-proj-alpha-beta-gamma-delta-epsilon, disk-ant-0123456789-0123456789, sk-learn",
    "npm_config_user_agent npm_lifecycle_event whsec_ AIza hvs.io SG.com ya29.5 pypi-publish-action-of-some-name",
    "commit 18d5f19a5cc1e30f3f5d2a3fd3a1a1c6a8f8f9a2, uuid 0190b3c4-7c1e-7a53-9c2f-1f2e3d4c5b6a",
    "sha512-9rhLn6Ls0QfNpk0B4xuO5cWaQFNkR0lH8Hk2pVPkkEoq3h1m5M7kYQ== integrity",
    "/usr/lib/node_modules/@scope/pkg/index.js:10:5 and C:\\new\\task-proj\\readme.txt",
    "icon@2x.png, left-pad@1.3.0.tgz, user@1000.service, getty@tty1.service.",
    "image registry.example.test/app:v1.2.3@sha256:0a1b2c",
    color("42 passed"),
  ];
  expect(redacted(...lines)).toEqual(lines);
  const filter = createRedactor();
  expect(lines.map((line) => filter(line, true))).toEqual(lines);
});

it.each([
  "a@",
  "eyJ",
  "://a:",
  "-----BEGIN ",
  "authorization: basic ",
  `${x(64)}@`,
  "-eyJ",
  ".eyJa",
  "bearer a",
  "sk-proj-",
  "\u001b[1m",
])("takes no time for 8 KB of %s", (piece) => {
  // The blank keeps the end of what goes on and on from being a beginning that was cut.
  const text = `${piece.repeat(Math.ceil(8_192 / piece.length))} `;
  // The best of some: a busy machine may interrupt any one of them.
  const times = Array.from({ length: 10 }, () => {
    const since = performance.now();
    createRedactor()(text, true);
    return performance.now() - since;
  });
  expect(Math.min(...times)).toBeLessThan(100);
});
