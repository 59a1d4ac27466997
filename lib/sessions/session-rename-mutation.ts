import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { sessionKeys } from "./keys.ts";

/** `sessions.rename`. */
export function useRenameSession() {
  return useCommand((ops, input: CommandInput<"sessions.rename">) => ops.renameSession(input), [sessionKeys.all]);
}
