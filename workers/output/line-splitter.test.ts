import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { byteLength } from "../../supabase/functions/_shared/contracts/text.ts";
import { AppendEntry } from "../../supabase/functions/_shared/contracts/worker.ts";
import { LineSplitter } from "./line-splitter.ts";

function split(...chunks: (string | Uint8Array)[]): string[] {
  const splitter = new LineSplitter();
  const lines = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk as Uint8Array))]); // from takes both
  const last = splitter.end();
  return last === undefined ? lines : [...lines, last];
}

it("splits at \\n and \\r\\n, keeps empty lines, lone returns and a last line without newline", () => {
  expect(split("a\nb\r\n\nc\rd\r\r\n", "e")).toEqual(["a", "b", "", "c\rd\r", "e"]);
  expect(split("a\r", "\nb\n")).toEqual(["a", "b"]);
  expect(split("a\r", "", "\n", "b\r")).toEqual(["a", "b\r"]);
  expect(split("")).toEqual([]);
});

it("joins characters across chunk borders", () => {
  const bytes = Buffer.from("grün 🚀\nü\n");
  expect(split(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(["grün 🚀", "ü"]);
});

it("replaces what Postgres cannot store", () => {
  expect(split(Uint8Array.of(0x61, 0, 0x62, 0xff, 0xed, 0xa0, 0x80, 0x0a))).toEqual([
    "a\u2400b\ufffd\ufffd\ufffd\ufffd",
  ]);
});

it("keeps a byte order mark and a broken last character", () => {
  expect(split("\ufeffa\n", Uint8Array.of(0xe2, 0x82))).toEqual(["\ufeffa", "\ufffd"]);
});

it("keeps a line of exactly 8 KB and cuts one that is a byte longer, stating its length", () => {
  const fits = "x".repeat(limits.lineBytes);
  expect(split(`${fits}\n`, `${fits}\r\n`, fits)).toEqual([fits, fits, fits]);
  const [cut = ""] = split(`${fits}x\n`);
  expect(cut).toMatch(/^x+ … \[cut, 8,193 bytes\]$/);
  expect(byteLength(cut)).toBe(limits.lineBytes);
});

it("never cuts inside a character", () => {
  for (const shift of [0, 1, 2, 3]) {
    const [cut = ""] = split(`${"x".repeat(shift)}${"🚀".repeat(5_000)}\nnext`);
    expect(cut).toMatch(/^x*(🚀)+ … \[cut, 20,00\d bytes\]$/u);
    expect(byteLength(cut)).toBeLessThanOrEqual(limits.lineBytes);
  }
});

it("gives the same lines for every chunking of any bytes, all of them storable as they are", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: "binary", maxLength: 200 }).map((text) => Buffer.from(text)),
    fc
      .array(fc.constantFrom(0x0a, 0x0d, 0x00, 0xc3, 0xa9, 0x61), { maxLength: 100 })
      .map((some) => Uint8Array.from(some)),
    fc.tuple(fc.integer({ min: 8_150, max: 8_250 }), fc.uint8Array({ maxLength: 40 })).map(([length, tail]) => {
      return Buffer.concat([Buffer.alloc(length, "ä"), tail, Buffer.from("\nrest")]);
    }),
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(), { maxLength: 20 }), (whole, at) => {
      const cuts = [0, ...at.map((n) => n % (whole.length + 1)).sort((a, b) => a - b), whole.length];
      const lines = split(whole);
      expect(split(...cuts.slice(1).map((cut, n) => whole.subarray(cuts[n], cut)))).toEqual(lines);
      for (const body of lines) {
        const entry = {
          kind: "line",
          emitted_at: "2026-11-20T20:35:18.123Z",
          step: 0,
          stream: "stdout",
          body,
        } as const;
        expect(AppendEntry.parse(entry)).toEqual(entry);
      }
    }),
    { numRuns: 300 },
  );
});

it("keeps 1 MB of random bytes within the limits", () => {
  for (const line of split(randomBytes(1_048_576))) expect(byteLength(line)).toBeLessThanOrEqual(limits.lineBytes);
});

it("passes a line of 50 MB in flat memory", () => {
  const splitter = new LineSplitter();
  const chunk = Buffer.alloc(65_536, "y");
  const before = process.memoryUsage().rss;
  for (let n = 0; n < 800; n++) expect([...splitter.push(chunk)]).toEqual([]);
  expect(process.memoryUsage().rss - before).toBeLessThan(10_000_000);
  expect(splitter.end()).toMatch(/ … \[cut, 52,428,800 bytes\]$/);
});
