import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SendChatInput } from "../chat.ts";
import { complete } from "./complete.ts";
import { describeIntent } from "./describe.ts";
import { type Intent, nothingKnown, type Values } from "./intent.ts";
import { known } from "./known-in-tests.ts";
import { readLine } from "./read-line.ts";
import { toCommand } from "./to-command.ts";
import { quoted, tokensOf } from "./tokens.ts";
import { verbNames } from "./verbs.ts";
import { writeLine } from "./write-line.ts";

const intentOf = (line: string): Intent => {
  const reading = readLine(line, known);
  return reading.ok ? reading.intent : expect.fail(`${line}: ${reading.problem}`);
};
const unclearOf = (line: string) => {
  const reading = readLine(line, known);
  return reading.ok ? expect.fail(`${line} was understood as ${writeLine(reading.intent)}`) : reading;
};

describe("a command", () => {
  it.each<[string, Intent]>([
    ['/cancel 1042 "it hangs"', { verb: "cancel", run_id: 1042, reason: "it hangs" }],
    ["/cancel #1042 it hangs", { verb: "cancel", run_id: 1042, reason: "it hangs" }],
    ["/CANCEL 1042", { verb: "cancel", run_id: 1042, reason: null }],
    ["/retry 1043", { verb: "retry", run_id: 1043, from: "start", confirmed: null }],
    ["/retry 1043 from=failed_step", { verb: "retry", run_id: 1043, from: "failed_step", confirmed: null }],
    ["/retry 1043 confirm=db-1", { verb: "retry", run_id: 1043, from: "start", confirmed: "db-1" }],
    ["/approve 1041", { verb: "approve", run_id: 1041, comment: null, input: {} }],
    ['/approve 1041 "go" share=20', { verb: "approve", run_id: 1041, comment: "go", input: { share: 20 } }],
    ["/reject 1041 the checks are red", { verb: "reject", run_id: 1041, comment: "the checks are red" }],
    ['/pause b "deploy freeze"', { verb: "pause", lane: "B", note: "deploy freeze" }],
    ['/pause "Smoke tests" broken', { verb: "pause", lane: "Smoke tests", note: "broken" }],
    ["/resume C", { verb: "resume", lane: "C" }],
    ["/why 7", { verb: "why", run_id: 7 }],
    ["/say cut over at 12:00, hands off", { verb: "say", text: "cut over at 12:00, hands off" }],
    ["/status", { verb: "status" }],
  ])("%s", (line, intent) => {
    expect(intentOf(line)).toEqual(intent);
  });

  it("starts a template with its parameters as their schema types them", () => {
    const line =
      '/run http-check lane=B url="http://a/?q=1" times=5 dry=no env=7 hosts=a,b ports=[80,443] p.lane=x title="T 1"';
    expect(intentOf(line)).toMatchObject({
      ...{ template: "http-check", lane: "B", title: "T 1", priority: 0 },
      parameters: {
        url: "http://a/?q=1",
        times: 5,
        dry: false,
        env: 7,
        hosts: ["a", "b"],
        ports: [80, 443],
        lane: "x",
      },
    });
  });
});

describe("plain words", () => {
  it.each([
    ["run host health in C", "/run host-health lane=C"],
    ["Start the HTTP check in lane b with url=http://x", "/run http-check lane=B url=http://x"],
    ["please cancel 1042", "/cancel 1042"],
    ["stop run #1042 because it hangs", '/cancel 1042 "it hangs"'],
    ["retry 1043 from the failed step", "/retry 1043 from=failed_step"],
    ["why is 1044 waiting?", "/why 1044"],
    ["why doesn't run 1044 start", "/why 1044"],
    ["what failed?", "/failed"],
    ["what is going on", "/status"],
    ["what's waiting for me? ", "/status"],
    ["pause lane B: deploy freeze", '/pause B "deploy freeze"'],
    ["pause smoke tests because of the freeze", '/pause "Smoke tests" "the freeze"'],
    ["resume c", "/resume C"],
    ["approve 1041", "/approve 1041"],
    ["reject 1041 because the checks are red", '/reject 1041 "the checks are red"'],
    ["help", "/help"],
    ["?", "/help"],
  ])("“%s” are %s", (words, line) => {
    expect(writeLine(intentOf(words))).toBe(line);
  });
});

describe("what is not understood does nothing and proposes the nearest", () => {
  it.each([
    ["/cancle 1042", "/cancel 1042"],
    ["cancle 1042", "/cancel 1042"],
    ["/run host-helth", "/run host-health"],
    ["/run hos lane=A", "/run host-health lane=A"],
    ["/run host-health lane=Z", "/run host-health lane=A"],
    ["/run host-health B", "/run host-health lane=B"],
    ["/run http-check", "/run http-check url="],
    ["/run http-check ulr=http://x", "/run http-check url=http://x"],
    ["/cancel", "/cancel 1042"],
    ["/retry", "/retry 1043"],
    ["/pause Z freeze", "/pause A freeze"],
    ["/resume", "/resume C"],
    ["/approve 1042", "/approve 1041"],
    ['/cancel 1042 "it hangs', '/cancel 1042 "it hangs"'],
    ["is host health fine", "/run host-health"],
    ["so 1044?", "/why 1044"],
    ["good morning", "/say good morning"],
  ])("%s: %s", (line, proposal) => {
    expect(unclearOf(line).proposals).toContain(proposal);
  });

  it.each([
    ["/run http-check url=x times=many", /times/],
    ["/run http-check url=x times=0", /times/],
    ["/reject 1041", /Say why/],
    ["/pause A", /Say why/],
    ["/run deploy env=prod", /asks for confirmation \(env=prod\). Add confirm=deploy/],
    ["/run deploy env=prod confirm=yes", /Add confirm=deploy/],
    ["/status now", /stands alone/],
    ["/cancel all", /no number/],
  ])("%s says what is wrong", (line, problem) => {
    expect(unclearOf(line).problem).toMatch(problem);
  });

  it("an input that was given is approved as it stands, and not changed in passing", () => {
    const approvals = known.approvals.map((approval) => ({ ...approval, input: { share: 5 } }));
    expect(readLine("/approve 1041 share=99", { ...known, approvals })).toMatchObject({ ok: false });
    expect(readLine("/approve 1041", { ...known, approvals })).toMatchObject({ ok: true, intent: { input: {} } });
  });

  it("a template that asks for confirmation starts once its target is named twice", () => {
    expect(intentOf("/run deploy env=prod confirm=deploy")).toMatchObject({ confirmed: "deploy" });
    expect(writeLine(intentOf("/run restart host=db-1 confirm=db-1"))).toBe("/run restart host=db-1 confirm=db-1");
    expect(unclearOf("/run restart host=db-1 confirm=restart").problem).toMatch(/Add confirm=db-1/);
  });
});

/** Anything that people type, blanks, quotes, backslashes and equals signs included. */
const text = fc
  .string({ unit: fc.constantFrom(..."ab7 \"\\=/#ü'\t,[{"), minLength: 1, maxLength: 20 })
  .map((value) => value.trim())
  .filter((value) => value !== "");
const number = fc.integer({ min: 1, max: 999_999 });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const parameters = fc
  .record({
    ...{
      url: text,
      times: optional(fc.integer({ min: 1, max: 99 })),
      share: optional(fc.double({ noNaN: true, noDefaultInfinity: true })),
    },
    ...{
      dry: optional(fc.boolean()),
      env: optional(fc.constantFrom("staging", "production", 7)),
      lane: optional(text),
    },
    ...{ hosts: optional(fc.array(fc.string())), ports: optional(fc.array(fc.integer())) },
  })
  // As JSON has it: nothing is undefined, and there is no negative zero.
  .map((values): Values => JSON.parse(JSON.stringify(values)));
const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    ...{
      verb: fc.constant("run" as const),
      template: fc.constant("http-check"),
      lane: fc.constantFrom(null, "A", "Smoke tests"),
    },
    ...{ title: fc.option(text), priority: fc.integer({ min: -100, max: 100 }).map((value) => value + 0), parameters },
    confirmed: fc.constant(null),
  }),
  fc.record({ verb: fc.constant("cancel" as const), run_id: number, reason: fc.option(text) }),
  fc.record({
    verb: fc.constant("retry" as const),
    run_id: number,
    from: fc.constantFrom("start" as const, "failed_step" as const),
    confirmed: fc.option(text),
  }),
  fc.record({
    ...{ verb: fc.constant("approve" as const), run_id: fc.constant(1041), comment: fc.option(text) },
    input: fc.constantFrom<Values>({}, { share: 5 }),
  }),
  fc.record({ verb: fc.constant("reject" as const), run_id: fc.constant(1041), comment: text }),
  fc.record({ verb: fc.constant("pause" as const), lane: fc.constantFrom("A", "Smoke tests"), note: text }),
  fc.record({ verb: fc.constant("resume" as const), lane: fc.constantFrom("C", "Smoke tests") }),
  fc.record({ verb: fc.constant("why" as const), run_id: number }),
  fc.record({ verb: fc.constant("say" as const), text }),
  fc.record({ verb: fc.constantFrom("status" as const, "failed" as const, "help" as const) }),
);

describe("for every line", () => {
  it("what is written is read back as the same", () => {
    fc.assert(
      fc.property(intent, (meant) => {
        expect(readLine(writeLine(meant), known)).toEqual({ ok: true, intent: meant });
      }),
      { numRuns: 500 },
    );
  });

  it("what is understood is a command that the contract takes, or none, and has words", () => {
    fc.assert(
      fc.property(intent, (meant) => {
        const command = toCommand(meant, known, 5);
        const message_id = "00000000-0000-4000-8000-000000000000";
        const sent = { session_id: 5, message_id, body: writeLine(meant), ...(command && { command }) };
        expect(SendChatInput.safeParse(sent).error).toBeUndefined();
        expect(describeIntent(meant, known)).not.toBe("");
      }),
    );
  });

  it("reading and completing never throw, and what is proposed is no longer the same line", () => {
    const start = fc.constantFrom(
      "",
      ...verbNames.map((verb) => `/${verb} `),
      "/run http-check ",
      "run ",
      "/approve 1041 ",
    );
    fc.assert(
      fc.property(start, fc.string(), fc.nat(40), (begin, rest, caret) => {
        const line = begin + rest;
        for (const context of [known, nothingKnown]) {
          const reading = readLine(line, context);
          if (!reading.ok) expect(reading.proposals).not.toContain(line);
          const { from, to, items } = complete(line, Math.min(caret, line.length), context);
          expect(from <= to && to <= line.length).toBe(true);
          expect(items.length).toBeLessThanOrEqual(8);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("a quoted text is one word, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(tokensOf(quoted(value)).tokens).toMatchObject([{ text: value, key: null }]);
      }),
    );
  });
});
