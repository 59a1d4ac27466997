import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { runViewKeys } from "./keys.ts";

/** `run_views.delete`. */
export function useDeleteRunView() {
  return useCommand((ops, input: CommandInput<"run_views.delete">) => ops.deleteRunView(input), [runViewKeys.list]);
}
