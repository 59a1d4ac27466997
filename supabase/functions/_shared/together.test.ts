import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type TogetherOptions, together } from "./together.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Options = TogetherOptions<string, string>;

/** A call that answers in capitals when it is told to go on, and notes what went in each call. */
function stage(options: Partial<Options> = {}) {
  const calls: string[][] = [];
  let gate = Promise.resolve();
  const answer = async (inputs: string[]) => {
    calls.push(inputs);
    await gate;
    return inputs.map((input) => (input === "bad" ? new Error("refused") : input.toUpperCase()));
  };
  const call = together<string, string>({
    one: async (input) => {
      const [only] = await answer([input]);
      if (only instanceof Error) throw only;
      return only ?? "";
    },
    many: answer,
    apart: () => false,
    most: 3,
    ...options,
  });
  return {
    calls,
    call,
    /** Lets calls answer only after `open`. */
    shut() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

/** Each answer, or the message of its error. */
async function settled(calls: Promise<string>[]): Promise<string[]> {
  const all = Promise.all(calls.map((each) => each.catch((error: Error) => error.message)));
  await vi.runAllTimersAsync();
  return await all;
}

it("sends what is asked in one turn in one call, as many as fit", async () => {
  const { call, calls } = stage();
  expect(await settled(["a", "b", "c", "d"].map(call))).toEqual(["A", "B", "C", "D"]);
  expect(calls).toEqual([["a", "b", "c"], ["d"]]);
});

it.each([
  { of: 3, fewest: 1, sent: [["a", "b"], ["c"]] },
  { of: 3, fewest: 2, sent: [["a", "b", "c"]] },
  {
    of: 5,
    fewest: 2,
    sent: [
      ["a", "b", "c"],
      ["d", "e"],
    ],
  },
])("spreads $of over two calls that may go at once, $fewest in each at least", async ({ of, fewest, sent }) => {
  const { call, calls } = stage({ width: 2, fewest, most: 9 });
  await settled(["a", "b", "c", "d", "e"].slice(0, of).map(call));
  expect(calls).toEqual(sent);
});

it.each([
  { asked: ["a", "bb", "ccc"], sent: [["a", "bb", "ccc"]] },
  { asked: ["aaaa", "bbbb", "c"], sent: [["aaaa", "bbbb"], ["c"]] },
  { asked: ["aaaaaaaaa"], sent: [["aaaaaaaaa"]] },
])("spreads few over two calls only when each is worth it: $asked", async ({ asked, sent }) => {
  const heaviest = { limit: 20, weight: (input: string) => input.length };
  const { call, calls } = stage({ width: 2, fewest: 4, most: 9, heaviest, enough: 4 });
  await settled(asked.map(call));
  expect(calls).toEqual(sent);
});

it("sends beside the call under way one that is worth it by itself", async () => {
  const heaviest = { limit: 20, weight: (input: string) => input.length };
  const { call, calls, shut } = stage({ width: 2, fewest: 4, heaviest, enough: 4 });
  const open = shut();
  const first = call("a");
  await vi.advanceTimersByTimeAsync(1);
  const light = call("b");
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual([["a"]]);
  const heavy = call("cccc");
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual([["a"], ["b", "cccc"]]);
  open();
  expect(await settled([first, light, heavy])).toEqual(["A", "B", "CCCC"]);
});

it("sends too few for a call of their own when the one under way is back, or after a moment", async () => {
  const { call, calls, shut } = stage({ width: 2, fewest: 2, most: 9 });
  const open = shut();
  const first = call("a");
  await vi.advanceTimersByTimeAsync(1);
  const second = call("b");
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual([["a"]]);
  open();
  await vi.advanceTimersByTimeAsync(0);
  expect(calls).toEqual([["a"], ["b"]]);
  const later = shut();
  const third = call("c");
  await vi.advanceTimersByTimeAsync(1);
  const fourth = call("d");
  await vi.advanceTimersByTimeAsync(40);
  expect(calls).toEqual([["a"], ["b"], ["c"], ["d"]]);
  later();
  expect(await settled([first, second, third, fourth])).toEqual(["A", "B", "C", "D"]);
});

it("tells each its own answer, a refusal too", async () => {
  const { call } = stage();
  expect(await settled([call("a"), call("bad")])).toEqual(["A", "refused"]);
});

it("collects while a call is under way, and waits for it no longer than a moment", async () => {
  const { call, calls, shut } = stage();
  const open = shut();
  const first = call("a");
  await vi.advanceTimersByTimeAsync(1);
  const others = [call("b"), call("c")];
  expect(calls).toEqual([["a"]]);
  await vi.advanceTimersByTimeAsync(40);
  expect(calls).toEqual([["a"], ["b", "c"]]);
  open();
  expect(await settled([first, ...others])).toEqual(["A", "B", "C"]);
});

it("a call holds no more than the heaviest may weigh, but always one", async () => {
  const { call, calls } = stage({ heaviest: { limit: 3, weight: (input) => input.length } });
  await settled(["aa", "b", "c", "four"].map(call));
  expect(calls).toEqual([["aa", "b"], ["c"], ["four"]]);
});

it("when the call for several fails all fail, or each is sent by itself", async () => {
  const many = async () => {
    throw new Error("no answer");
  };
  const lost = stage({ many });
  expect(await settled([lost.call("a"), lost.call("b")])).toEqual(["no answer", "no answer"]);
  const apart = stage({ many, apart: () => true });
  expect(await settled([apart.call("a"), apart.call("b")])).toEqual(["A", "B"]);
});

it("waits for company only while as many calls are under way as it may", async () => {
  const { call, calls, shut } = stage({ width: 2 });
  const open = shut();
  const asked = [call("a")];
  await vi.advanceTimersByTimeAsync(1);
  asked.push(call("b"));
  await vi.advanceTimersByTimeAsync(1);
  asked.push(call("c"), call("d"));
  await vi.advanceTimersByTimeAsync(1);
  expect(calls).toEqual([["a"], ["b"]]);
  open();
  expect(await settled(asked)).toEqual(["A", "B", "C", "D"]);
  expect(calls).toEqual([["a"], ["b"], ["c", "d"]]);
});

it("sends in one call only what fits the first of it, and loses the turn of nobody", async () => {
  const { call, calls } = stage({ fits: (first, next) => first.length === next.length });
  expect(await settled(["a", "two", "b", "six"].map(call))).toEqual(["A", "TWO", "B", "SIX"]);
  expect(calls).toEqual([
    ["a", "b"],
    ["two", "six"],
  ]);
});
