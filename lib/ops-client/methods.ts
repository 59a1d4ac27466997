import {
  type CommandInput,
  type CommandName,
  type CommandOutput,
  commands,
  isCommandName,
} from "../../supabase/functions/_shared/contracts/commands.ts";
import { type FunctionName, functionNameOf } from "../../supabase/functions/_shared/contracts/names.ts";
import type { Caller, CallOptions } from "./client.ts";

type Camel<Snake extends string> = Snake extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Snake;

/** `runs.create` is `createRun`, `runs.list` is `listRuns`, as in SQL but in camel case. */
export type MethodName<Name extends CommandName> = Camel<FunctionName<Name>>;

/** One method for each command. */
export type Methods = {
  [Name in CommandName as MethodName<Name>]: (
    input: CommandInput<Name>,
    options?: CallOptions,
  ) => Promise<CommandOutput<Name>>;
};

export function methodsOf(call: Caller["call"]): Methods {
  const names = Object.keys(commands).filter(isCommandName);
  const methods = names.map((name) => [
    camel(functionNameOf(name)),
    (input: CommandInput<typeof name>, options?: CallOptions) => call(name, input, options),
  ]);
  // The cast: the keys and functions are built by the same rule as the type, over the same registry.
  return Object.fromEntries(methods) as Methods;
}

function camel(snake: string): string {
  return snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
