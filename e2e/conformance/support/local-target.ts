import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { FaultName } from "../../../supabase/local/faults.ts";
import { newApiKeys } from "../../../supabase/local/gateway/keys.ts";
import { createPlatform } from "../../../supabase/local/platform.ts";
import { startThrowawayCluster } from "../../../supabase/local/postgres/throwaway.ts";
import { Target } from "./target.ts";

export interface LocalTarget {
  target: Target;
  /** Stops the platform and deletes its data. */
  stop(): Promise<void>;
}

/** Starts an empty local platform of its own, with the faults that are asked for. */
export async function startLocalTarget(faults: ReadonlySet<FaultName> = new Set()): Promise<LocalTarget> {
  const cluster = await startThrowawayCluster();
  const folder = await mkdtemp(join(tmpdir(), "conformance-storage-"));
  const remove = async () => {
    await cluster.remove();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), alg: "ES256", kid: randomBytes(8).toString("hex") };
    const keys = newApiKeys();
    const signing = { alg: "ES256", privateJwk: jwk } as const;
    const platform = await createPlatform({ cluster, keys, signing, faults, folders: { storage: folder } });
    const target = Target.parse({
      url: platform.url,
      publishableKey: keys.publishable,
      secretKey: keys.secret,
      databaseUrl: cluster.urlFor("postgres", "postgres"),
      signingKey: jwk,
    });
    return {
      target,
      stop: async () => {
        await platform.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
