import type { Sql } from "postgres";
import type { Supervisor } from "../../supabase/local/supervisor/supervisor.ts";
import { publishContent } from "./content.ts";
import type { Instance } from "./instance.ts";
import { writePrivateJson } from "./private-file.ts";
import type { Project } from "./project.ts";
import { connectAsOwner, provisionSetupCode } from "./provision.ts";
import { RUNBOARD_STEPS, startRunboard } from "./runboard.ts";
import type { Secrets } from "./secrets.ts";
import type { Steps } from "./steps.ts";
import { workerParts } from "./workers.ts";

/** How many steps it takes. */
export const PRODUCT_STEPS = 2 + RUNBOARD_STEPS;

export interface Stack {
  /** What a person opens: the Runboard, with the setup code while there is no admin. */
  address: string;
  /** Closes our own connections; the parts are the supervisor's. */
  close(): Promise<void>;
}

/** Starts the product on a project and says so. Throws at the first part that does not come up. */
export async function startProduct(
  supervisor: Supervisor,
  instance: Instance,
  project: Project,
  secrets: Secrets,
  steps: Steps,
): Promise<Stack> {
  const { opsUrl, adminUrl } = project;
  // Without the database we could not provision keys of our own.
  const own = adminUrl !== null;
  const workerKey = own ? secrets.worker_key.key : process.env.OPS_API_KEY;
  await steps.run("Templates and session", async () => {
    if (!own) return { detail: "left alone: OPS_DATABASE_URL is not set" };
    await writePrivateJson(instance.cliFile, { url: opsUrl, api_key: secrets.cli_key.key });
    return await publishContent({ url: opsUrl, apiKey: secrets.cli_key.key });
  });
  const sql: Sql | null = adminUrl === null ? null : connectAsOwner(adminUrl);
  await steps.run("Workers", async () => {
    if (workerKey === undefined) {
      throw new Error(
        "Workers need OPS_API_KEY (a key with the scope runs.work), because OPS_DATABASE_URL is not set.",
      );
    }
    const parts = await workerParts(sql, project, workerKey);
    await supervisor.start(...parts);
    return { detail: parts.map((part) => part.name).join(", ") };
  });
  const runboard = await startRunboard(supervisor, project, steps);
  const needsSetup = sql !== null && (await provisionSetupCode(sql, secrets));
  return {
    address: needsSetup ? `${runboard}/setup?code=${secrets.setup_code}` : runboard,
    close: async () => await sql?.end({ timeout: 2 }),
  };
}
