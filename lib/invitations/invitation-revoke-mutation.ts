import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { invitationKeys } from "./keys.ts";

/** `invitations.revoke`. */
export function useRevokeInvitation() {
  return useCommand(
    (ops, input: CommandInput<"invitations.revoke">) => ops.revokeInvitation(input),
    [invitationKeys.list],
  );
}
