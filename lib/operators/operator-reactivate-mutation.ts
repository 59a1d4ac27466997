import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { operatorKeys } from "./keys.ts";

/** `operators.reactivate`. */
export function useReactivateOperator() {
  return useCommand(
    (ops, input: CommandInput<"operators.reactivate">) => ops.reactivateOperator(input),
    [operatorKeys.list],
  );
}
