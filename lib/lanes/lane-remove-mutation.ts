import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useLaneCommand } from "./use-lane-command.ts";

/** `lanes.remove`. */
export const useRemoveLane = (sessionId: number) =>
  useLaneCommand(sessionId, (ops, input: CommandInput<"lanes.remove">) => ops.removeLane(input));
