import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import { approvalKeys } from "../approvals/keys.ts";
import { useControlRoom } from "../context.ts";
import { runKeys } from "../runs/keys.ts";
import { sessionKeys } from "../sessions/keys.ts";
import { chatKeys } from "./keys.ts";
import type { MessagePages } from "./message-list-query.ts";
import { withNewest } from "./with-newest.ts";

/** `chat.send`. What the line's command changed is read again without waiting for the hints. */
export function useSendChat() {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (input: CommandInput<"chat.send">) => (await ops()).sendChat(input),
    onSuccess: ({ message }) => {
      const { session_id } = message;
      cache.setQueryData<MessagePages>(chatKeys.messages(session_id), (pages) => pages && withNewest(pages, [message]));
      if (message.command === null) return;
      void Promise.all([
        cache.invalidateQueries({ queryKey: runKeys.board(session_id) }),
        cache.invalidateQueries({ queryKey: runKeys.lists }),
        cache.invalidateQueries({ queryKey: sessionKeys.detail(session_id) }),
        cache.invalidateQueries({ queryKey: approvalKeys.all }),
        ...(message.run_id === null ? [] : [cache.invalidateQueries({ queryKey: runKeys.detail(message.run_id) })]),
      ]);
    },
  });
}
