import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { apiKeyKeys } from "./keys.ts";

/** `api_keys.revoke`. */
export function useRevokeApiKey() {
  return useCommand((ops, input: CommandInput<"api_keys.revoke">) => ops.revokeApiKey(input), [apiKeyKeys.list]);
}
