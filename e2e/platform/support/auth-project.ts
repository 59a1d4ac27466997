import { createAuth } from "../../../supabase/local/auth/auth.ts";
import { createRest } from "../../../supabase/local/rest/rest.ts";
import { type Project, type ProjectOptions, startProject } from "./platform.ts";

/** A project with auth and the REST API. */
export function startAuthProject(options: Omit<ProjectOptions, "services"> = {}): Promise<Project> {
  return startProject({
    ...options,
    services: ({ database, tokens, faults }) => {
      const { authenticator, supabase_auth_admin } = database.serviceUrls;
      return {
        "/auth/v1": createAuth({ databaseUrl: supabase_auth_admin, tokens, faults }),
        "/rest/v1": createRest({
          databaseUrl: authenticator,
          catalogUrl: database.adminUrl,
          tokens,
          faults,
          poolSize: 3,
        }),
      };
    },
  });
}
