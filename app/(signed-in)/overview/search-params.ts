import { createLoader, createSerializer, parseAsInteger, parseAsStringLiteral } from "nuqs/server";
import { overviewPeriods } from "../../../supabase/functions/_shared/contracts/overview-period.ts";
import { runFilterParsers } from "../runs/search-params.ts";

/** How far back the Overview looks, and at which session, as it stands in the address. */
export const overviewParsers = {
  period: parseAsStringLiteral(overviewPeriods).withDefault("24h"),
  session: parseAsInteger,
};

export const loadOverview = createLoader(overviewParsers);
/** The list of runs narrowed to something. */
export const runsQuery = createSerializer(runFilterParsers);
