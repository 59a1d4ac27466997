import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";
import { runViewKeys } from "./keys.ts";

/** `run_views.create`. */
export function useCreateRunView() {
  return useCommand((ops, input: CommandInput<"run_views.create">) => ops.createRunView(input), [runViewKeys.list]);
}
