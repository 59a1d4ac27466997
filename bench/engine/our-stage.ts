import { createHash, randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import type { WorkerInfo } from "../../supabase/functions/_shared/contracts/worker.ts";

/** Sessions, lanes and a key of ours, and a way back to no run at all. */
export interface OurStage {
  keyHash: string;
  credential: { key_hash: string };
  /** A body of `runs.create`, its lane by turns. */
  newRun(): { session_id: number; lane: string; steps: object[]; parameters: object };
  newWorker(slots: number): WorkerInfo;
  clear(): Promise<void>;
}

const LANES = ["A", "B", "C", "D"];
const RUNS = [
  "public.runs",
  "public.audit_log",
  "public.run_events",
  "private.lease_receipts",
  "private.idempotency",
  "realtime.messages",
];

/** `sessions` sessions of four lanes; no lane is ever full unless `capacity` makes it so. */
export async function setStage(root: Sql, { sessions = 8, capacity = 1_000 } = {}): Promise<OurStage> {
  const keyHash = createHash("sha256").update(randomUUID()).digest("hex");
  await root`select private.provision_api_key(${`bench ${keyHash.slice(0, 8)}`}, 'ocr_benc', ${["runs.read", "runs.write", "runs.work", "sessions.write"]}, ${keyHash})`;
  const made = await root<{ id: number }[]>`
    insert into public.sessions (name, created_by)
    select 'bench ' || left(${keyHash}, 8) || n, 'bench' from generate_series(1, ${sessions}::int) n returning id::int`;
  const ids = made.map(({ id }) => id);
  await root`
    insert into public.lanes (session_id, name, position, capacity)
    select s, l.name, l.position, ${capacity} from unnest(${ids}::bigint[]) s
    cross join unnest(${LANES}::text[]) with ordinality l (name, position)`;
  let turn = 0;
  return {
    keyHash,
    credential: { key_hash: keyHash },
    newRun() {
      turn += 1;
      const lane = LANES[turn % LANES.length] ?? "A";
      const session_id = ids[Math.floor(turn / LANES.length) % ids.length] ?? 0;
      return { session_id, lane, steps: [{ name: "nothing", kind: "shell", run: "true" }], parameters: {} };
    },
    newWorker: (slots) => ({ id: randomUUID(), name: "bench", host: "bench", version: "0", slots, labels: [] }),
    async clear() {
      await root.begin(async (sql) => {
        await sql`set local session_replication_role = replica`;
        await sql.unsafe(`truncate ${RUNS.join(", ")} cascade`);
      });
    },
  };
}
