/** How many ended runs of a session its board knows. */
export const recentLimit = 40;
