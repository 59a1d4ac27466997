import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { newApiKeys } from "../../supabase/local/gateway/keys.ts";
import { createPlatform, type Platform } from "../../supabase/local/platform.ts";
import { startThrowawayCluster, type ThrowawayCluster } from "../../supabase/local/postgres/throwaway.ts";
import { ScratchInstance } from "./instance.ts";

const keys = newApiKeys();
let storage: string;
let cluster: ThrowawayCluster;
let project: Platform;
const instances: ScratchInstance[] = [];

/** An instance on the project; the variables named last are left out. */
async function instanceWith(variables: Record<string, string>): Promise<ScratchInstance> {
  const instance = await ScratchInstance.create({ SUPABASE_URL: project.url, ...variables });
  instances.push(instance);
  return instance;
}

beforeAll(async () => {
  cluster = await startThrowawayCluster();
  storage = await mkdtemp(join(tmpdir(), "external-storage-"));
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const signing = {
    alg: "ES256" as const,
    privateJwk: { ...(await exportJWK(privateKey)), kty: "EC", kid: "k", alg: "ES256" },
  };
  project = await createPlatform({ cluster, keys, signing, folders: { storage } });
});
afterAll(async () => {
  for (const instance of instances) await instance.remove();
  await project?.stop();
  await cluster?.remove();
  await rm(storage, { recursive: true, force: true });
});

const firstRun = z.object({ id: z.number() });

it("npm start uses the project that the environment names, starts no platform of its own, and runs work in it", async () => {
  const instance = await instanceWith({
    SUPABASE_PUBLISHABLE_KEY: keys.publishable,
    OPS_DATABASE_URL: cluster.urlFor("postgres", "postgres"),
  });
  const started = instance.start();
  expect((await fetch(await started.url)).status).toBe(200);
  expect(started.output()).toContain(project.url);
  const parts = Object.keys(await instance.pids());
  expect(parts).toContain("worker-1");
  expect(parts).not.toContain("postgres");
  const { id } = firstRun.parse(await instance.ops("runs", "create", "release-drill", "--json"));
  await expect
    .poll(async () => JSON.stringify(await instance.ops("runs", "get", String(id), "--json")), { timeout: 90_000 })
    .toContain('"succeeded"');
});

it.each([
  ["the publishable key", {}, /SUPABASE_PUBLISHABLE_KEY is missing/],
  ["a publishable key instead of a secret one", { SUPABASE_PUBLISHABLE_KEY: keys.secret }, /is a secret key/],
  [
    "a key that the project knows",
    { SUPABASE_PUBLISHABLE_KEY: "sb_publishable_wrong" },
    /refuses SUPABASE_PUBLISHABLE_KEY/,
  ],
  [
    "the function, or the database to run it on",
    { SUPABASE_PUBLISHABLE_KEY: keys.publishable },
    /functions deploy[\s\S]*OPS_DATABASE_URL/,
  ],
])("says that it needs %s", async (_, variables, sentence) => {
  const instance = await instanceWith(variables);
  const started = instance.start();
  expect(await started.ended).toBe(1);
  expect(started.output()).toMatch(sentence);
});

it("takes from a file of variables what the environment does not say", async () => {
  const file = join(storage, "variables");
  await writeFile(file, `SUPABASE_URL=${project.url}\nSUPABASE_PUBLISHABLE_KEY=${keys.secret}\n`);
  const of = async (variables: Record<string, string>) => {
    const instance = await ScratchInstance.create({ OPS_ENV_FILE: file, ...variables });
    instances.push(instance);
    const started = instance.start();
    expect(await started.ended).toBe(1);
    return started.output();
  };
  expect(await of({})).toMatch(/is a secret key/);
  expect(await of({ SUPABASE_PUBLISHABLE_KEY: "sb_publishable_wrong" })).toMatch(/refuses SUPABASE_PUBLISHABLE_KEY/);
});
