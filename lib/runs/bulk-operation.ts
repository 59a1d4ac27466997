import type { BulkOperation } from "../../supabase/functions/_shared/contracts/bulk-operation.ts";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import type { OpsClient } from "../ops-client/index.ts";

/**
 * Cancels or retries every run that meets a filter, one bounded step after the other, and tells after each how far it is. Aborted, it
 * stops the operation; when it is left alone instead, the control plane carries it on.
 */
export async function runBulkOperation(
  client: OpsClient,
  input: CommandInput<"bulk_operations.create">,
  onProgress: (operation: BulkOperation) => void,
  signal?: AbortSignal,
): Promise<BulkOperation> {
  let { bulk_operation: operation } = await client.createBulkOperation(input);
  while (operation.status === "running") {
    onProgress(operation);
    const named = { bulk_operation_id: operation.id };
    const answer = signal?.aborted ? client.stopBulkOperation(named) : client.stepBulkOperation(named);
    operation = (await answer).bulk_operation;
  }
  return operation;
}
