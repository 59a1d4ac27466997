import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { sessionKeys } from "./keys.ts";

/** `session_members.add`. */
export function useAddSessionMember() {
  return useCommand(
    (ops, input: CommandInput<"session_members.add">) => ops.addSessionMember(input),
    [sessionKeys.all],
  );
}
