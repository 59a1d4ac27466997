import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { z } from "zod";
import { buildRunboard } from "../../cli/stack/runboard-build.ts";
import { ScratchInstance } from "../../e2e/start/instance.ts";
import { superuserUrl } from "../../e2e/start/superuser-url.ts";
import { createOpsClient, type OpsClient } from "../../lib/ops-client/index.ts";

const Secrets = z.object({
  cli_key: z.object({ key: z.string(), key_sha256: z.string() }),
});
const Access = z.object({ url: z.url() });

/** A whole instance of its own: platform, ops-executor, workers and Runboard, as `npm start` brings them up. */
export interface BenchStack {
  /** What `npm start` printed: the Runboard's page for the first operator. */
  setupUrl: string;
  runboardUrl: string;
  /** Of ops-executor. */
  opsUrl: string;
  ops: OpsClient;
  /** As the database's superuser, for what no command tells. */
  sql: Sql;
  /** The hash by which `private.execute` knows the key that `ops` uses. */
  keyHash: string;
  /** What ops-executor has logged so far: one JSON line for each call. */
  executorLog(): Promise<string>;
  /** The pids of its processes, by name: postgres, gateway, ops-executor, worker-1, runboard. */
  pids(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** Starts an instance in a scratch folder. Builds the Runboard first where that is due. */
export async function startStack(): Promise<BenchStack> {
  const instance = await ScratchInstance.create();
  try {
    // On a fresh clone this takes longer than a start may.
    await buildRunboard();
    const setupUrl = await instance.start().url;
    const read = (name: string) => readFile(join(instance.folder, name), "utf8");
    const secrets = Secrets.parse(JSON.parse(await read("secrets.json")));
    const { url } = Access.parse(JSON.parse(await read("cli.json")));
    const sql = postgres(await superuserUrl(instance.folder), { max: 2 });
    return {
      setupUrl,
      runboardUrl: new URL(setupUrl).origin,
      opsUrl: url,
      ops: createOpsClient({ url, credential: () => secrets.cli_key.key }),
      sql,
      keyHash: secrets.cli_key.key_sha256,
      executorLog: () => read(join("logs", "ops-executor.log")),
      pids: () => instance.pids(),
      close: async () => {
        await sql.end({ timeout: 2 });
        await instance.remove();
      },
    };
  } catch (error) {
    await instance.remove();
    throw error;
  }
}
