import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { retentionKeys } from "./keys.ts";

/** `retention.change`. */
export function useChangeRetention() {
  return useCommand((ops, input: CommandInput<"retention.change">) => ops.changeRetention(input), [retentionKeys.all]);
}
