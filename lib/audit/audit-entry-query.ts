import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import { read } from "../query/read.ts";
import type { Connect } from "../supabase/types.ts";
import { AuditEntry, auditColumns } from "./audit-row.ts";
import { auditKeys } from "./keys.ts";

/** One row with its input; null when there is none that the reader sees. Rows never change. */
export function auditEntryQuery(connect: Connect, id: number) {
  return queryOptions({
    queryKey: auditKeys.entry(id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<AuditEntry | null> => {
      const supabase = await connect();
      const query = supabase.from("audit_log").select(`${auditColumns}, input`).eq("id", id);
      const [entry] = await read(query.abortSignal(signal), z.array(AuditEntry));
      return entry ?? null;
    },
  });
}
