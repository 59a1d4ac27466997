import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { sessionKeys } from "./keys.ts";

/** `sessions.reopen`. */
export function useReopenSession() {
  return useCommand((ops, input: CommandInput<"sessions.reopen">) => ops.reopenSession(input), [sessionKeys.all]);
}
