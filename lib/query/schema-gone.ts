/** Codes of PostgREST and Postgres for a table, column, function or schema that is not there. */
export function isSchemaError(code: string | null): boolean {
  return code !== null && /^(PGRST20[0-5]|PGRST106|42P01|42883|42703|3F000)$/.test(code);
}

/** In a browser: the database may not be the code's, so the server is asked; if it is not, the setup says what is missing. */
export function suspectSchema(): void {
  if (typeof window !== "undefined")
    void import("../setup/leave-for-setup.ts").then(({ leaveForSetup }) => leaveForSetup());
}
