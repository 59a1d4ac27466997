import type { UseQueryResult } from "@tanstack/react-query";
import type { Preview } from "../../../components/schedules/schedule-dialog.tsx";
import { refusalOf } from "../../../lib/query/action-result.ts";

/** What an answer about occurrences says. */
export function previewOf({ data, error }: Pick<UseQueryResult<NonNullable<Preview>>, "data" | "error">): Preview {
  if (!error) return data ?? null;
  const { code, message } = refusalOf(error);
  return { error: message, code };
}
