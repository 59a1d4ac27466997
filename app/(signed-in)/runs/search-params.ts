import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { RunStatus } from "../../../supabase/functions/_shared/contracts/run-status.ts";

/** The filters of the list of runs as they stand in the address. */
export const runFilterParsers = {
  status: parseAsStringLiteral(RunStatus.options),
  session: parseAsInteger,
  lane: parseAsString,
  template: parseAsString,
  text: parseAsString,
};

export const loadRunFilter = createLoader(runFilterParsers);
