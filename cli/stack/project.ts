/** A Supabase project that the product runs on: the local platform's, or any other. */
export interface Project {
  /** Its address, as SUPABASE_URL has it. */
  url: string;
  publishableKey: string;
  /** Address of ops-executor. */
  opsUrl: string;
  /** Role `postgres`; null when we were not told, so that nothing can be migrated or provisioned. */
  adminUrl: string | null;
  /** What its Auth has beside passwords; null when we were not told. */
  auth: { github: boolean; mail: boolean } | null;
}
