import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { useControlRoom } from "../context.ts";
import { templateKeys } from "./keys.ts";

/** `templates.archive`. */
export function useArchiveTemplate() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"templates.archive">) => (await ops()).archiveTemplate(input),
    onSuccess: () => cache.invalidateQueries({ queryKey: templateKeys.all }),
  });
}
