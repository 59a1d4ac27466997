/** How far back the Overview looks. */
export const overviewPeriods = ["1h", "24h", "7d"] as const;
