import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useLaneCommand } from "./use-lane-command.ts";

/** `lanes.create`. */
export const useCreateLane = (sessionId: number) =>
  useLaneCommand(sessionId, (ops, input: CommandInput<"lanes.create">) => ops.createLane(input));
