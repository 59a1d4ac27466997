import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { sessionKeys } from "./keys.ts";

/** `session_members.remove`. */
export function useRemoveSessionMember() {
  return useCommand(
    (ops, input: CommandInput<"session_members.remove">) => ops.removeSessionMember(input),
    [sessionKeys.all],
  );
}
