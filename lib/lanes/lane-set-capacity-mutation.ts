import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useLaneCommand } from "./use-lane-command.ts";

/** `lanes.set_capacity`. */
export const useSetLaneCapacity = (sessionId: number) =>
  useLaneCommand(sessionId, (ops, input: CommandInput<"lanes.set_capacity">) => ops.setLaneCapacity(input));
