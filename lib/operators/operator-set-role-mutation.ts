import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { operatorKeys } from "./keys.ts";

/** `operators.set_role`. */
export function useSetOperatorRole() {
  return useCommand(
    (ops, input: CommandInput<"operators.set_role">) => ops.setOperatorRole(input),
    [operatorKeys.list],
  );
}
