import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useLaneCommand } from "./use-lane-command.ts";

/** `lanes.rename`. */
export const useRenameLane = (sessionId: number) =>
  useLaneCommand(sessionId, (ops, input: CommandInput<"lanes.rename">) => ops.renameLane(input));
