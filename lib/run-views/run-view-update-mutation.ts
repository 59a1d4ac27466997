import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { runViewKeys } from "./keys.ts";

/** `run_views.update`. */
export function useUpdateRunView() {
  return useCommand((ops, input: CommandInput<"run_views.update">) => ops.updateRunView(input), [runViewKeys.list]);
}
