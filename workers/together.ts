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
}

interface Waiting<Input, Output> extends PromiseWithResolvers<Output> {
  input: Input;
}

/** What waits for a call under way waits no longer than this: that call may hang. */
const patienceMs = 20;

/** Makes calls that are begun in one turn, or while another is under way, go together. */
export function together<Input, Output>(options: TogetherOptions<Input, Output>): (input: Input) => Promise<Output> {
  const queue: Waiting<Input, Output>[] = [];
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;

  const takeGroup = (): Waiting<Input, Output>[] => {
    const { most, heaviest } = options;
    let weight = 0;
    let count = 0;
    for (const { input } of queue) {
      weight += heaviest?.weight(input) ?? 0;
      if (count > 0 && (count === most || weight > (heaviest?.limit ?? weight))) break;
      count += 1;
    }
    return queue.splice(0, count);
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
    clearTimeout(timer);
    clearImmediate(turn);
    timer = undefined;
    turn = undefined;
    while (queue.length > 0) void deliver(takeGroup());
  };

  return (input) => {
    const waiting = { input, ...Promise.withResolvers<Output>() };
    queue.push(waiting);
    if (underWay === 0) turn ??= setImmediate(send);
    else timer ??= setTimeout(send, patienceMs);
    return waiting.promise;
  };
}
