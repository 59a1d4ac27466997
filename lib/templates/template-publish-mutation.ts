import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { templateKeys } from "./keys.ts";

/** `templates.publish`. */
export function usePublishTemplate() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"templates.publish">) => (await ops()).publishTemplate(input),
    onSuccess: () => cache.invalidateQueries({ queryKey: templateKeys.all }),
  });
}
