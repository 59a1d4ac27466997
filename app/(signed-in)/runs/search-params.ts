import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsFloat,
  parseAsInteger,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { periods } from "../../../lib/runs/run-filter.ts";
import { failureCodes, runStatuses } from "../../../supabase/functions/_shared/contracts/run-states.ts";

/** The filters of the list of runs as they stand in the address. */
export const runFilterParsers = {
  status: parseAsArrayOf(parseAsStringLiteral(runStatuses)),
  session: parseAsInteger,
  lane: parseAsString,
  template: parseAsString,
  repo: parseAsString,
  label: parseAsArrayOf(parseAsString),
  by: parseAsString,
  failure: parseAsStringLiteral(failureCodes),
  since: parseAsStringLiteral(periods),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  endedFrom: parseAsIsoDateTime,
  endedTo: parseAsIsoDateTime,
  waited: parseAsFloat,
  ran: parseAsFloat,
  text: parseAsString,
};

export const loadRunFilter = createLoader(runFilterParsers);

/** The filters as the address says them, from "?" on; empty where nothing is narrowed. */
export const runFilterQuery = createSerializer(runFilterParsers);
