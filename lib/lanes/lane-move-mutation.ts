import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useLaneCommand } from "./use-lane-command.ts";

/** `lanes.move`. */
export const useMoveLane = (sessionId: number) =>
  useLaneCommand(sessionId, (ops, input: CommandInput<"lanes.move">) => ops.moveLane(input));
