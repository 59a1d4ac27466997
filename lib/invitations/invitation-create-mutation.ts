import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { newToken } from "../ops-client/new-token.ts";
import { useCommand } from "../query/use-command.ts";
import { invitationKeys } from "./keys.ts";

export type NewInvitation = Omit<CommandInput<"invitations.create">, "token_sha256" | "hint">;

/** `invitations.create`. Answers with the token, which nobody can read again. */
export function useCreateInvitation() {
  return useCommand(
    async (ops, invitation: NewInvitation) => {
      const { token, sha256, hint } = await newToken("inv");
      const { expires_at } = await ops.createInvitation({ ...invitation, token_sha256: sha256, hint });
      return { token, expires_at };
    },
    [invitationKeys.list],
  );
}
