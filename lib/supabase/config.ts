/** What a browser must know of the Supabase project. Given to it as props with each page, never baked into the build. */
export interface UiConfig {
  supabaseUrl: string;
  publishableKey: string;
  /** Name of the cookie that holds the session. */
  cookieName: string;
}

/** Cookies ignore the port, so two installations on one host would sign each other out without it in the name. */
export function cookieNameFor(supabaseUrl: string): string {
  return `ops-auth-${new URL(supabaseUrl).host.replace(/[^a-z0-9]+/gi, "-")}`;
}

/** Address of ops-executor in a project. */
export function executorUrl(supabaseUrl: string): string {
  return `${supabaseUrl}/functions/v1/ops-executor`;
}
