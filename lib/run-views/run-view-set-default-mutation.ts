import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useCommand } from "../query/use-command.ts";

/** `run_views.set_default`. */
export function useSetRunViewDefault() {
  return useCommand((ops, input: CommandInput<"run_views.set_default">) => ops.setRunViewDefault(input), []);
}
