import { createOpsClient, type OpsClient } from "../../lib/ops-client/index.ts";
import type { Role, Scope } from "../../supabase/functions/_shared/contracts/api-key.ts";
import { type ControlRoom, openControlRoom } from "./control-room.ts";
import { type Executor, startExecutor } from "./executor.ts";
import { makeKey, makeUser } from "./factories.ts";
import type { TestDatabase } from "./postgres.ts";
import { createMint, type TokenMint } from "./tokens.ts";

/** A control room with the real ops-executor in front of it. */
export interface Service {
  room: ControlRoom;
  mint: TokenMint;
  executor: Executor;
  /** The SDK with this access token or API key. It tries once, unless told otherwise. */
  client(credential: string, tries?: number, url?: string): OpsClient;
  /** The SDK of a new person; without a role, of someone who merely signed up. */
  person(role?: Role): Promise<OpsClient>;
  /** The SDK of a new API key. */
  key(scopes: Scope[]): Promise<OpsClient>;
  close(): Promise<void>;
}

/** The project's platform, where a test needs more of it than ops-executor. */
export type Platform = { supabaseUrl: string; publishableKey: string; secretKey?: string };

/** `through` may put something between ops-executor and its database; `platform` starts what else the project has on its database. */
export async function openService(
  through: (databaseUrl: string) => Promise<string> = async (url) => url,
  platform?: (database: TestDatabase) => Promise<Platform>,
): Promise<Service> {
  const room = await openControlRoom();
  const mint = await createMint();
  const databaseUrl = await through(room.database.executorUrl);
  const executor = await startExecutor({ databaseUrl, jwks: mint.jwks, ...(await platform?.(room.database)) });
  const client: Service["client"] = (credential, tries = 1, url = executor.url) =>
    createOpsClient({ url, credential: () => credential, retry: { tries, baseMs: 20, capMs: 200 } });
  return {
    room,
    mint,
    executor,
    client,
    person: async (role) => client(await mint.token((await makeUser(room, role)).user_id)),
    key: async (scopes) => client((await makeKey(room, scopes)).key),
    async close() {
      await executor.stop();
      await room.close();
    },
  };
}
