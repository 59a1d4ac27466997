import { randomUUID } from "node:crypto";
import type { ControlRoom } from "../../../e2e/harness/control-room.ts";
import {
  claimOne,
  finishOne,
  makeKey,
  makeRun,
  makeSession,
  makeUser,
  startOne,
} from "../../../e2e/harness/factories.ts";
import { disableOperator } from "./callers.ts";
import { artifact } from "./worker-side.ts";

/** One person of every kind that reads are told apart by. */
export type People = Record<
  "signedUp" | "disabled" | "stranger" | "member" | "creator" | "auditor" | "admin",
  { user_id: string }
>;

/** A session and a run of it. */
export interface Place {
  session_id: number;
  run_id: number;
}

/** Fills a database so that every public table has rows: of a session for members, of one for the team, and of none. */
export async function inhabit(room: ControlRoom): Promise<{ people: People; secret: Place; team: Place }> {
  const people: People = {
    signedUp: await makeUser(room),
    disabled: await makeUser(room, "admin"),
    stranger: await makeUser(room, "operator"),
    member: await makeUser(room, "operator"),
    creator: await makeUser(room, "operator"),
    auditor: await makeUser(room, "auditor"),
    admin: await makeUser(room, "admin"),
  };
  await room.call("templates.publish", people.creator, {
    slug: "t",
    name: "T",
    steps: [{ name: "s", kind: "shell", run: "true" }],
  });
  const secret = await finishedRun(room, people, "members");
  const team = await finishedRun(room, people, "team");
  await room.sql`
    insert into public.session_members (session_id, user_id) values (${secret.session_id}, ${people.member.user_id})`;
  await disableOperator(room, people.disabled.user_id);
  const invitation = { role: "operator", expires_in_hours: 1, hint: "inv_abcd", token_sha256: "0".repeat(64) } as const;
  await room.call("invitations.create", people.admin, invitation);
  for (const shared of [true, false]) {
    const view = { name: `failures ${shared}`, query: "?status=failed", shared };
    await room.call("run_views.create", people.creator, view);
  }
  await room.call("run_views.create", people.member, { name: "mine", query: "?status=queued", shared: false });
  return { people, secret, team };
}

/** A run that asked for an approval and was rejected. */
async function rejectedRun(room: ControlRoom, people: People, session_id: number, key: { key_hash: string }) {
  const steps = [{ name: "ask", kind: "approval" as const, title: "Go?" }];
  const { id: run_id } = await makeRun(room, people.creator, { session_id, steps });
  const { lease } = await startOne(room, key);
  const entries = [{ kind: "step_started" as const, step: 0, emitted_at: "2026-11-20T12:00:00Z" }];
  await room.call("events.append", key, { lease, batch_no: 1, entries });
  const end = { outcome: "waiting", approval: { title: "Go?", body: "" } } as const;
  await room.call("runs.finish", key, { lease, last_batch_no: 1, ...end });
  const { approvals } = await room.call("approvals.list", people.creator, { run_id });
  const { id: approval_id = 0, digest = "" } = approvals[0] ?? {};
  await room.call("approvals.reject", people.creator, { approval_id, digest, comment: "no" });
}

/** A run that left a row in every table a run can leave one in, the purge of a second run's log included. */
async function finishedRun(room: ControlRoom, people: People, visibility: "team" | "members"): Promise<Place> {
  const key = await makeKey(room, ["runs.work"]);
  const session = await makeSession(room, people.creator, { visibility });
  const purged = await makeRun(room, people.creator, { session_id: session.id });
  await room.call("runs.cancel", people.creator, { run_id: purged.id });
  await room.sql`select private.purge_run_log(${purged.id}, 'test')`;
  const nightly = { name: "nightly", template: "t", cron: "@daily" };
  await room.call("schedules.create", people.creator, { session_id: session.id, ...nightly });
  const line = { session_id: session.id, message_id: randomUUID(), body: "hello" };
  await room.call("chat.send", people.creator, line);
  const run = await makeRun(room, people.creator, { session_id: session.id });
  const claimed = await claimOne(room, key);
  await room.call("runs.start", key, { lease: claimed.lease });
  await room.call("artifacts.put", key, { lease: claimed.lease, ...artifact("secret") });
  await finishOne(room, key, claimed);
  await rejectedRun(room, people, session.id, key);
  const filter = { session_id: session.id };
  await room.call("bulk_operations.create", people.creator, { action: "retry", filter });
  return { session_id: session.id, run_id: run.id };
}
