import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import postgres from "postgres";
import { asOwner } from "../../../lib/setup/inspect.ts";
import { newApiKeys } from "../../../supabase/local/gateway/keys.ts";
import { createPlatform } from "../../../supabase/local/platform.ts";
import { startThrowawayCluster } from "../../../supabase/local/postgres/throwaway.ts";
import { startExecutor } from "../../harness/executor.ts";
import { endGroup, type Spawn, spawnGroup, startRunboard } from "./runboard-process.ts";

/** A Supabase project whose database begins empty. */
export interface StageProject {
  url: string;
  publishableKey: string;
  secretKey: string;
  /** Role postgres. */
  databaseUrl: string;
  /** Runs SQL as role postgres. */
  run(sql: string): Promise<void>;
}

/** One cluster with as many projects and Runboards on it as a test wants. */
export interface Stage {
  project(options?: { executor?: boolean }): Promise<StageProject>;
  /** A Runboard with this environment and no other; answers its address. */
  runboard(environment: Record<string, string>): Promise<string>;
  /** A process that is stopped with the stage, with all that it starts. */
  spawn: Spawn;
  close(): Promise<void>;
}

const executorPassword = "of-the-stage";

export async function openSetupStage(): Promise<Stage> {
  const cluster = await startThrowawayCluster();
  const folder = await mkdtemp(join(tmpdir(), "setup-stage-"));
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const identity = { kty: "EC", kid: "k", alg: "ES256" } as const;
  const signing = { alg: "ES256" as const, privateJwk: { ...(await exportJWK(privateKey)), ...identity } };
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), ...identity, use: "sig", key_ops: ["verify"] }] };
  const root = postgres(cluster.urlFor("supabase_admin", "template1"), { max: 1, onnotice: () => undefined });
  // Roles are the cluster's: the first migration of each project finds this one, made as it makes it.
  await root.unsafe(
    `set role postgres; create role ops_executor login noinherit password '${executorPassword}'; reset role`,
  );
  const children: ChildProcess[] = [];
  const closing: (() => Promise<void>)[] = [];
  let projects = 0;

  const start: Spawn = (command, args, env) => {
    const child = spawnGroup(command, args, env);
    children.push(child);
    return child;
  };
  return {
    async project({ executor = false } = {}) {
      projects += 1;
      const database = `project_${projects}`;
      await root.unsafe(`create database ${database} template postgres owner postgres`);
      const databaseUrl = cluster.urlFor("postgres", database);
      const keys = newApiKeys();
      const login = new URL(databaseUrl);
      login.username = "ops_executor";
      login.password = executorPassword;
      const running = executor ? await startExecutor({ databaseUrl: login.href, jwks }) : null;
      if (running !== null) closing.push(running.stop);
      const routes =
        running === null ? [] : [{ prefix: "/functions/v1", target: running.url.replace("/ops-executor", "") }];
      const folders = { storage: join(folder, database) };
      const platform = await createPlatform({ cluster, database, keys, signing, folders, routes });
      closing.unshift(platform.stop);
      return {
        url: platform.url,
        publishableKey: keys.publishable,
        secretKey: keys.secret,
        databaseUrl,
        run: (sql) => asOwner(databaseUrl, async (owner) => void (await owner.unsafe(sql))),
      };
    },
    runboard: (environment) => startRunboard(environment, start),
    spawn: start,
    async close() {
      await Promise.all(children.map(endGroup));
      for (const close of closing) await close();
      await root.end({ timeout: 2 });
      await cluster.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
