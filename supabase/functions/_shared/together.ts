export interface TogetherOptions<Input, Output> {
  /** Sends a single one. */
  one(input: Input): Promise<Output>;
  /** Sends several in one call; each has its own answer, in their order. */
  many(inputs: Input[]): Promise<(Output | Error)[]>;
  /** Whether each is to be sent by itself after this failure of the call for several. */
  apart(error: unknown): boolean;
  /** How many, and how much of them, one call takes. */
  most: number;
  heaviest?: { limit: number; weight(input: Input): number };
  /** What weighs this much together is worth a call of its own, however few (Infinity). */
  enough?: number;
  /** Whether one may go in the same call as the first one of it; unless told otherwise it may. */
  fits?(first: Input, next: Input): boolean;
  /** So many calls are under way before what comes waits for company (1). */
  width?: number;
  /** What waits is spread over the calls that may go at once; beside one under way, no call goes for fewer than this (1). */
  fewest?: number;
}

interface Waiting<Input, Output> extends PromiseWithResolvers<Output> {
  input: Input;
}

/** What waits for a call under way waits no longer than this: that call may hang. */
const patienceMs = 20;

/** Makes calls that are begun in one turn, or while others are under way, go together. */
export function together<Input, Output>(options: TogetherOptions<Input, Output>): (input: Input) => Promise<Output> {
  const { most, heaviest, enough = Infinity, fits = () => true, width = 1, fewest = 1 } = options;
  let queue: Waiting<Input, Output>[] = [];
  let underWay = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn: ReturnType<typeof setImmediate> | undefined;

  const takeGroup = (size: number): Waiting<Input, Output>[] => {
    const group: Waiting<Input, Output>[] = [];
    let weight = 0;
    for (const waiting of queue) {
      const first = group[0] ?? waiting;
      if (!fits(first.input, waiting.input)) continue;
      weight += heaviest?.weight(waiting.input) ?? 0;
      if (group.length > 0 && (group.length === size || weight > (heaviest?.limit ?? weight))) break;
      group.push(waiting);
    }
    queue = queue.filter((waiting) => !group.includes(waiting));
    return group;
  };

  /** For how many calls what waits is enough. */
  const callsWorthMaking = (): number => {
    const weight = queue.reduce((sum, { input }) => sum + (heaviest?.weight(input) ?? 0), 0);
    return Math.floor(Math.max(queue.length / fewest, weight / enough));
  };

  const deliver = async (group: Waiting<Input, Output>[]): Promise<void> => {
    const [first, ...more] = group;
    if (first === undefined) return;
    underWay += 1;
    try {
      if (more.length === 0) return first.resolve(await options.one(first.input));
      const answers = await options.many(group.map(({ input }) => input));
      for (const [place, each] of group.entries()) {
        const answer = answers[place];
        if (answer === undefined) each.reject(new Error("one of several calls was not answered"));
        else if (answer instanceof Error) each.reject(answer);
        else each.resolve(answer);
      }
    } catch (error) {
      const alone = more.length > 0 && options.apart(error);
      for (const each of group) {
        if (alone) options.one(each.input).then(each.resolve, each.reject);
        else each.reject(error);
      }
    } finally {
      underWay -= 1;
      send();
    }
  };

  const send = (): void => {
    clearImmediate(turn);
    turn = undefined;
    while (queue.length > 0 && underWay < width) {
      const worth = callsWorthMaking();
      if (worth === 0 && underWay > 0) break;
      const calls = Math.min(width - underWay, Math.max(1, worth));
      void deliver(takeGroup(Math.min(most, Math.ceil(queue.length / calls))));
    }
    clearTimeout(timer);
    timer = queue.length > 0 ? setTimeout(sendAll, patienceMs) : undefined;
  };
  const sendAll = (): void => {
    while (queue.length > 0) void deliver(takeGroup(most));
  };

  return (input) => {
    const waiting = { input, ...Promise.withResolvers<Output>() };
    queue.push(waiting);
    if (underWay < width) turn ??= setImmediate(send);
    else timer ??= setTimeout(sendAll, patienceMs);
    return waiting.promise;
  };
}
