import { createAuth } from "../../../supabase/local/auth/auth.ts";
import type { AuthSettings } from "../../../supabase/local/auth/settings.ts";
import { createRest } from "../../../supabase/local/rest/rest.ts";
import { type Project, type ProjectOptions, startProject } from "./platform.ts";

type Options = Omit<ProjectOptions, "services"> & { settings?: AuthSettings };

/** A project with auth and the REST API. */
export function startAuthProject({ settings, ...options }: Options = {}): Promise<Project> {
  return startProject({
    ...options,
    services: ({ database, tokens, faults }) => {
      const { authenticator, supabase_auth_admin } = database.serviceUrls;
      return {
        "/auth/v1": createAuth({ databaseUrl: supabase_auth_admin, tokens, faults, ...(settings && { settings }) }),
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
