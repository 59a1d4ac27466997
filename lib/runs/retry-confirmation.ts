import type { QueryClient } from "@tanstack/react-query";
import type { Connect } from "../supabase/types.ts";
import { type RunTemplateDefinition, runDefinitionQuery } from "./run-definition-query.ts";
import { type RunDetail, runQuery } from "./run-query.ts";

/** What somebody confirms who retries a run of a template that asks for it. */
export interface RetryConfirmation extends Pick<RunDetail, "run" | "parameters"> {
  template: RunTemplateDefinition;
}

/** Null: nothing is to be confirmed, or there is no such run. */
export async function readRetryConfirmation(
  cache: QueryClient,
  connect: Connect,
  runId: number,
): Promise<RetryConfirmation | null> {
  const { template } = await cache.fetchQuery(runDefinitionQuery(connect, runId));
  if (template === null || !template.confirm) return null;
  const detail = await cache.fetchQuery(runQuery(connect, runId));
  return detail === null ? null : { run: detail.run, parameters: detail.parameters, template };
}
