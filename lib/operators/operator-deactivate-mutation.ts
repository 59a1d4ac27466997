import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { operatorKeys } from "./keys.ts";

/** `operators.deactivate`. */
export function useDeactivateOperator() {
  return useCommand(
    (ops, input: CommandInput<"operators.deactivate">) => ops.deactivateOperator(input),
    [operatorKeys.list],
  );
}
