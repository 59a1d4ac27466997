import { createLoader, createSerializer, parseAsInteger, parseAsStringLiteral } from "nuqs/server";
import { OverviewPeriod } from "../../../supabase/functions/_shared/contracts/overview.ts";
import { runFilterParsers } from "../runs/search-params.ts";

/** How far back the Overview looks, and at which session, as it stands in the address. */
export const overviewParsers = {
  period: parseAsStringLiteral(OverviewPeriod.options).withDefault("24h"),
  session: parseAsInteger,
};

export const loadOverview = createLoader(overviewParsers);
/** The list of runs narrowed to something. */
export const runsQuery = createSerializer(runFilterParsers);
