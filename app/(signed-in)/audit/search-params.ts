import {
  createLoader,
  createSerializer,
  parseAsInteger,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { periods } from "../../../lib/runs/run-filter.ts";
import { ErrorCode } from "../../../supabase/functions/_shared/contracts/errors.ts";

/** The filters of the audit log as they stand in the address. */
export const auditFilterParsers = {
  by: parseAsString,
  command: parseAsString,
  outcome: parseAsStringLiteral(["ok", "refused", ...ErrorCode.options] as const),
  session: parseAsInteger,
  run: parseAsInteger,
  since: parseAsStringLiteral(periods),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** The row that is open beside the list. */
export const auditEntryParser = { entry: parseAsInteger };

export const loadAuditFilter = createLoader(auditFilterParsers);
export const auditQuery = createSerializer({ ...auditFilterParsers, ...auditEntryParser });
