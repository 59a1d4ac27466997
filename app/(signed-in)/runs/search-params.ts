import {
  createLoader,
  parseAsArrayOf,
  parseAsInteger,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { periods } from "../../../lib/runs/run-filter.ts";
import { FailureCode, RunStatus } from "../../../supabase/functions/_shared/contracts/run-status.ts";

/** The filters of the list of runs as they stand in the address. */
export const runFilterParsers = {
  status: parseAsArrayOf(parseAsStringLiteral(RunStatus.options)),
  session: parseAsInteger,
  lane: parseAsString,
  template: parseAsString,
  by: parseAsString,
  failure: parseAsStringLiteral(FailureCode.options),
  since: parseAsStringLiteral(periods),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  endedFrom: parseAsIsoDateTime,
  endedTo: parseAsIsoDateTime,
  text: parseAsString,
};

export const loadRunFilter = createLoader(runFilterParsers);
