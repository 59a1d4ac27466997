import { createRest } from "../../../supabase/local/rest/rest.ts";
import { type Project, type ProjectOptions, startProject } from "./platform.ts";

/** A project with nothing but the REST API. */
export function startRestProject(options: Omit<ProjectOptions, "services"> = {}): Promise<Project> {
  return startProject({
    ...options,
    services: ({ database, tokens, faults }) => ({
      "/rest/v1": createRest({
        databaseUrl: database.serviceUrls.authenticator,
        catalogUrl: database.adminUrl,
        tokens,
        faults,
        poolSize: 3,
      }),
    }),
  });
}
