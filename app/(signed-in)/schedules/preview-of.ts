import type { UseQueryResult } from "@tanstack/react-query";
import type { Preview } from "../../../components/schedules/schedule-dialog.tsx";

/** What an answer about occurrences says. */
export function previewOf({ data, error }: Pick<UseQueryResult<NonNullable<Preview>>, "data" | "error">): Preview {
  return error ? { error: error.message } : (data ?? null);
}
