import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter } from "../output/line-splitter.ts";
import { Masker } from "./masker.ts";

/** Lines of a byte stream as the log would have them. */
function logOf(secrets: string[], chunks: Uint8Array[]): string[] {
  const splitter = new LineSplitter(new Masker(secrets).stream());
  const lines = chunks.flatMap((chunk) => [...splitter.push(chunk)]);
  const last = splitter.end();
  return last === undefined ? lines : [...lines, last];
}
const masked = (secrets: string[], text: string) => logOf(secrets, [Buffer.from(text)]);

const secret = "hunter2-Zm9v/ü+é&x";

describe("a secret is masked", () => {
  it.each([
    ["as it is", secret],
    ["twice in a line, side by side", `${secret}${secret}`],
    ["in base64", Buffer.from(secret).toString("base64").replace(/.=*$/, "")],
    ["in base64url", Buffer.from(secret).toString("base64url").slice(0, -1)],
    ["URL-encoded", encodeURIComponent(secret)],
    ["URL-encoded in lower case", encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase())],
    ["as a form's field", new URLSearchParams({ a: secret }).toString().slice(2)],
    ["URL-encoded in both cases", "hunter2-Zm9v%2F%c3%BC%2b%C3%a9%26x"],
    ["as encodeURI has it", encodeURI(secret)],
    ["in JSON of ASCII alone", "hunter2-Zm9v/\\u00fc+\\u00e9&x"],
    ["in JSON of ASCII alone, in upper case", "hunter2-Zm9v\\/\\u00FC+\\u00E9\\u0026x"],
  ])("%s", (_, text) => {
    expect(masked([secret], `a ${text} b`)).toEqual(["a *** b"]);
  });

  it("in base64 of a text around it, at every place in a group", () => {
    for (const user of ["", "a", "ab", "abc"]) {
      const header = Buffer.from(`${user}:${secret}:rest`).toString("base64");
      const [line = ""] = masked([secret], `Basic ${header}`);
      const left = Buffer.from(line.replace("Basic ", "").replace("***", ""), "base64").toString();
      expect(line).toContain("***");
      expect(left).not.toContain("hunter2");
      // At most two characters on each side depend on it as well.
      expect(line.length).toBeLessThan("Basic ***".length + Math.ceil((`${user}::rest`.length * 4) / 3) + 6);
    }
  });

  it("as JSON and as a shell quotes it", () => {
    const quoted = `say "it's" \\ ok`;
    expect(masked([quoted], JSON.stringify({ a: quoted }))).toEqual(['{"a":"***"}']);
    expect(masked([quoted], `+ echo '${quoted.replaceAll("'", "'\\''")}'`)).toEqual(["+ echo '***'"]);
  });

  it("in the parts of an address", () => {
    const odd = "p<ü>|'q\"[r]{s} ^t`";
    const address = new URL("http://h/");
    address.pathname = address.search = address.hash = address.username = odd;
    expect(masked([odd], address.href)).toEqual(["http://***@h/***?***#***"]);
    expect(masked([odd], new URL(`x:y?${odd}`).href)).toEqual(["x:y?***"]);
  });

  it("with a space as a plus among escapes", () => {
    expect(masked(["a b/c(d) é"], "x=a+b/c%28d%29+%C3%a9")).toEqual(["x=***"]);
    expect(masked(["a b/c(d) é"], "x=a+b%2fc(d)+%C3%a9")).toEqual(["x=***"]);
  });

  it("line by line when it has several, and as a whole", () => {
    const key = "-----BEGIN-----\nabcdefgh\nij\nklmnop\n-----END-----\n";
    expect(masked([key], `x abcdefgh y\n${key}`)).toEqual(["x *** y", "***", "***", "***", "***", "***"]);
    expect(masked([key], "nothing ij of it")).toEqual(["nothing ij of it"]);
  });

  it("when a tool has wrapped it, without a word of delay for the line before", () => {
    const long = "abcdefghijklmnopqrstuvwxyz0123456789";
    const filter = new Masker([long]).stream();
    expect([filter("x abcdefghij"), filter("klmnopqrstuv\r"), filter("wxyz0123456789 y")]).toEqual([
      "x ***",
      "***\r",
      "*** y",
    ]);
    const encoded = Buffer.from(long.repeat(3)).toString("base64");
    const wrapped = encoded.replaceAll(/.{76}/g, "$&\n");
    expect(masked([long.repeat(3)], wrapped).join("")).not.toMatch(/[A-Za-z0-9]{6}/);
  });

  it("when it stands across the place where a long line is cut", () => {
    for (let shift = 8_150; shift < 8_200; shift++) {
      const [line = ""] = masked(["abcdefghijklmnop"], `${"-".repeat(shift)}abcdefghijklmnop${"-".repeat(99)}\n`);
      expect(line).not.toMatch(/[a-b]{2}|[d-s]{3}/);
    }
  });

  it("with colours in it, which stay, also when it is wrapped or was cut within one", () => {
    const [red, off] = ["\u001b[31m", "\u001b[0m"];
    expect(masked(["abcdefghij"], `x abc${red}defg${off}hij y`)).toEqual([`x ***${red}${off} y`]);
    expect(masked(["abcdefghij"], `${red}abcdef${off}\n${red}ghij y`)).toEqual([`${red}***${off}`, `${red}*** y`]);
    expect(masked(["abcdefghij"], `abc\u001b(Bdef\u001b[1;38;5;200mghij`)).toEqual(["***\u001b(B\u001b[1;38;5;200m"]);
    expect(new Masker(["abcdefghij"]).stream()("x abc\u001b[3", true)).toBe("x ***\u001b[3");
  });

  it("behind what may be the beginning of a code, and with one of its own", () => {
    expect(masked(["31mabcdef"], "\u001b[31mabcdef")).toEqual(["\u001b[***"]);
    expect(masked(["abc\u001b[1mdef"], "x abc\u001b[1mdef y").join("")).not.toMatch(/abc|def/);
  });

  it("but its beginning alone is not, nor what is shorter than four characters", () => {
    expect(masked(["abcdefgh", "xyz"], "abcde is no secret\nends in abcde\nxyz")).toEqual([
      "abcde is no secret",
      "ends in abcde",
      "xyz",
    ]);
  });
});

/** Secrets, and a text that holds them in several forms among others that look like them. */
const Case = fc
  .array(fc.string({ unit: fc.constantFrom("a", "b", "%", "=", "\n", "é", "'"), minLength: 4, maxLength: 12 }), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((secrets) =>
    fc.record({
      secrets: fc.constant(secrets),
      pieces: fc.array(
        fc.oneof(
          fc.constantFrom(...secrets),
          fc.constantFrom(...secrets.map((value) => encodeURIComponent(value))),
          fc.constantFrom(...secrets.map((value) => Buffer.from(value).toString("base64"))),
          fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "é"), maxLength: 6 }),
        ),
        { maxLength: 8 },
      ),
      cuts: fc.array(fc.nat(200), { maxLength: 6 }),
    }),
  );

it("in whatever chunks a stream comes, its lines are the same and hold no secret", () => {
  fc.assert(
    fc.property(Case, ({ secrets, pieces, cuts }) => {
      const bytes = Buffer.from(pieces.join(""));
      const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((to, n) => bytes.subarray(places[n], to));
      const lines = logOf(secrets, chunks);
      expect(lines).toEqual(logOf(secrets, [bytes]));
      for (const value of secrets) {
        const plain = value.replaceAll("\n", "");
        if (plain.length >= 4) for (const line of lines) expect(line).not.toContain(plain);
        expect(lines.join("\n")).not.toContain(Buffer.from(value).toString("base64"));
      }
    }),
    { numRuns: 400 },
  );
});

const encoders = [
  encodeURIComponent,
  encodeURI,
  (value: string) => encodeURIComponent(value).replaceAll("%20", "+"),
  (value: string) => new URLSearchParams({ v: value }).toString().slice(2),
];

it("whatever encoder it went through, and whichever case each escape has, nothing of it is left", () => {
  const value = fc.string({ unit: fc.constantFrom(..."aF0 %/+&~!'(é😀\\\""), minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(
      value,
      fc.constantFrom(...encoders),
      fc.array(fc.boolean(), { minLength: 7 }),
      (text, encode, lower) => {
        let n = 0;
        const mixed = (code: string) => (lower[n++ % lower.length] ? code.toLowerCase() : code);
        const encoded = encode(text).replaceAll(/%[0-9A-F]{2}/g, mixed);
        expect(masked([text], `x ${encoded} y`)).toEqual([expect.stringMatching(/^x ?\*\*\* ?y$/)]);
      },
    ),
    { numRuns: 300 },
  );
});

it("finds a secret in a file, also among bytes that are no text", () => {
  const masker = new Masker([secret]);
  expect(masker.finder()(Buffer.concat([Buffer.from([0, 255, 195]), Buffer.from(secret)]).toString())).toBe(true);
  expect(masker.finder()(secret.slice(0, -1))).toBe(false);
  const finds = masker.finder();
  expect([finds(`x${secret.slice(0, 5)}`), finds(`${secret.slice(5)}x`)]).toEqual([false, true]);
});

it("finds a coloured one in a file, wherever the file's parts divide it", () => {
  const text = "x abc\u001b[1;31mdefgh\u001b[0mij y";
  for (let at = 0; at <= text.length; at++) {
    const finds = new Masker(["abcdefghij"]).finder();
    expect([finds(text.slice(0, at)), finds(text.slice(at))]).toContain(true);
  }
  const finds = new Masker(["abcdefghij"]).finder();
  expect([finds("\u001b[1mabcde"), finds("\u001b"), finds("[0mfghi"), finds("x")]).not.toContain(true);
});

it("changes nothing without a secret", () => {
  const line = "GET / 200";
  expect(new Masker([]).stream()(line)).toBe(line);
  expect(new Masker([secret]).stream()(line)).toBe(line);
});
