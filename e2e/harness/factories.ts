import { randomBytes, randomUUID } from "node:crypto";
import type { Role, Scope } from "../../supabase/functions/_shared/contracts/api-key.ts";
import type { CommandInput } from "../../supabase/functions/_shared/contracts/commands.ts";
import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import type { Session } from "../../supabase/functions/_shared/contracts/session.ts";
import type { ClaimedRun, WorkerInfo } from "../../supabase/functions/_shared/contracts/worker.ts";
import { type CallOptions, type ControlRoom, type Credential, sha256Hex } from "./control-room.ts";

let counter = 0;
/** A name no other row of this process has. */
export function unique(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Someone who signed up; with a role, an operator. */
export async function makeUser({ sql }: ControlRoom, role?: Role): Promise<{ user_id: string }> {
  const user_id = randomUUID();
  await sql`insert into auth.users (id, email) values (${user_id}, ${`${user_id}@example.test`})`;
  if (role)
    await sql`insert into public.operators (user_id, display_name, role) values (${user_id}, ${unique(role)}, ${role})`;
  return { user_id };
}

/** A live API key: what its holder sends, and the credential the database sees. */
export async function makeKey({ sql }: ControlRoom, scopes: Scope[]): Promise<{ key: string; key_hash: string }> {
  const key = `ocr_${randomBytes(32).toString("base64url")}`;
  const key_hash = sha256Hex(key);
  await sql`select private.provision_api_key(${unique("key")}, ${key.slice(0, 8)}, ${scopes}, ${key_hash})`;
  return { key, key_hash };
}

export function makeWorker(overrides: Partial<WorkerInfo> = {}): WorkerInfo {
  return {
    id: randomUUID(),
    name: unique("worker"),
    host: "test-host",
    version: "0.0.0",
    slots: 4,
    labels: [],
    ...overrides,
  };
}

export function makeSession(
  room: ControlRoom,
  as: Credential,
  input: Partial<CommandInput<"sessions.create">> = {},
): Promise<Session> {
  return room.call("sessions.create", as, { name: unique("session"), ...input });
}

export const oneStep: NonNullable<CommandInput<"runs.create">["steps"]> = [
  { name: "say hello", kind: "shell", run: "echo hello" },
];

/** A run of one step, unless it says which, or of which template. */
export async function makeRun(
  room: ControlRoom,
  as: Credential,
  input: CommandInput<"runs.create">,
  options?: CallOptions,
): Promise<Run> {
  const steps = input.template === undefined ? { steps: oneStep } : {};
  const { run } = await room.call("runs.create", as, { ...steps, ...input }, options);
  return run;
}

/** Claims one run. Fails the test when there is none. */
export async function claimOne(
  room: ControlRoom,
  as: Credential,
  worker = makeWorker(),
  options?: CallOptions,
): Promise<ClaimedRun> {
  const { runs } = await room.call("runs.claim", as, { claim_id: randomUUID(), worker, limit: 1 }, options);
  const [run] = runs;
  if (!run) throw new Error("there was nothing to claim");
  return run;
}

/** Claims and starts one run. */
export async function startOne(
  room: ControlRoom,
  as: Credential,
  worker = makeWorker(),
  options?: CallOptions,
): Promise<ClaimedRun> {
  const run = await claimOne(room, as, worker, options);
  await room.call("runs.start", as, { lease: run.lease }, options);
  return run;
}

/** Sends every step of a started run as succeeded, in one batch, and finishes it. */
export async function finishOne(room: ControlRoom, as: Credential, run: ClaimedRun): Promise<void> {
  const emitted_at = new Date().toISOString();
  const entries = run.steps.slice(run.start_step).flatMap((_, index) => {
    const step = run.start_step + index;
    return [
      { kind: "step_started" as const, step, emitted_at },
      { kind: "step_finished" as const, step, emitted_at, status: "succeeded" as const, exit_code: 0 },
    ];
  });
  await room.call("events.append", as, { lease: run.lease, batch_no: 1, entries });
  await room.call("runs.finish", as, { lease: run.lease, last_batch_no: 1, outcome: "succeeded" });
}

/** Makes a live lease look as if it had run out long ago. */
export async function expireLease({ sql }: ControlRoom, runId: number): Promise<void> {
  await sql`update private.leases set expires_at = now() - interval '1 minute' where run_id = ${runId}`;
}
