import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { sessionKeys } from "./keys.ts";

/** `sessions.set_visibility`. */
export function useSetSessionVisibility() {
  return useCommand(
    (ops, input: CommandInput<"sessions.set_visibility">) => ops.setSessionVisibility(input),
    [sessionKeys.all],
  );
}
