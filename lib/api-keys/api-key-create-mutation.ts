import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { newApiKey } from "../ops-client/new-api-key.ts";
import { useCommand } from "../query/use-command.ts";
import { apiKeyKeys } from "./keys.ts";

export type NewKey = Omit<CommandInput<"api_keys.create">, "key_sha256" | "hint">;

/** `api_keys.create`. Answers with the key, which nobody can read again. */
export function useCreateApiKey() {
  return useCommand(
    async (ops, input: NewKey) => {
      const { key, ...made } = await newApiKey();
      await ops.createApiKey({ ...input, ...made });
      return key;
    },
    [apiKeyKeys.list],
  );
}
