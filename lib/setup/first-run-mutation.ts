import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { TemplateDefinition } from "../../supabase/functions/_shared/contracts/template.ts";
import { useControlRoom } from "../context.ts";
import { runKeys } from "../runs/keys.ts";

export const FIRST_TEMPLATE = "host-health";

/** Starts Host health once: publishes the templates and opens a session where there are none, and asks for the run under a key of its own. */
export function useFirstRun(templates: readonly TemplateDefinition[]) {
  const { ops } = useControlRoom();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const client = await ops();
      const known = await client.listTemplates({});
      if (!known.templates.some(({ slug }) => slug === FIRST_TEMPLATE))
        for (const template of templates) await client.publishTemplate(template);
      const { sessions } = await client.listSessions({});
      const session = sessions[0] ?? (await client.createSession({ name: "First look" }));
      const idempotency_key = `setup:${FIRST_TEMPLATE}:${session.id}`;
      return await client.createRun({ session_id: session.id, template: FIRST_TEMPLATE, idempotency_key });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: runKeys.lists }),
  });
}
