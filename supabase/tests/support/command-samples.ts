import { randomUUID } from "node:crypto";
import { sha256Hex } from "../../../e2e/harness/control-room.ts";
import {
  makeKey,
  makeRun,
  makeSession,
  makeUser,
  makeWorker,
  oneStep,
  unique,
} from "../../../e2e/harness/factories.ts";
import type { Stage } from "./stage.ts";

export interface Sample {
  input: unknown;
  /** The same command asking for something else. */
  other: unknown;
  /** Who may send it; the admin when absent. */
  as?: { user_id: string };
}

/** A first call of every operator command, each on things of its own; a sample for each, hence the length of this file. */
export function commandSamples(stage: Stage, admin: { user_id: string }): Record<string, () => Promise<Sample>> {
  const { room } = stage;
  const aRun = async () => makeRun(room, admin, { session_id: (await makeSession(room, admin)).id });
  const aFinalRun = async () => {
    const run = await aRun();
    await room.call("runs.cancel", admin, { run_id: run.id });
    return run;
  };
  const aLaneId = async () => (await makeSession(room, admin)).lanes[0]?.id ?? 0;
  const aKey = () => {
    const key_sha256 = sha256Hex(randomUUID());
    return { name: unique("new key"), scopes: ["runs.work" as const], hint: "ocr_abcd", key_sha256 };
  };
  const aWorker = async () => {
    const worker = makeWorker();
    await room.call("runs.heartbeat", await makeKey(room, ["runs.work"]), { worker, leases: [] });
    return worker.id;
  };
  const aSlug = async () => (await room.call("templates.publish", admin, aTemplate())).slug;
  const aSchedule = async () => {
    const template = aTemplate();
    await room.call("templates.publish", admin, template);
    const session_id = (await makeSession(room, admin)).id;
    return { session_id, name: unique("schedule"), template: template.slug, cron: "@daily" };
  };
  const aScheduleId = async () => (await room.call("schedules.create", admin, await aSchedule())).schedule.id;
  const aBulkOperation = async () => {
    const filter = { run_ids: [(await aRun()).id] };
    return (await room.call("bulk_operations.create", admin, { action: "cancel", filter })).bulk_operation.id;
  };
  const aView = () => ({ name: unique("view"), query: "?status=failed", shared: false });
  const aViewId = async () => (await room.call("run_views.create", admin, aView())).view.id;
  const anInvitation = () => {
    const token_sha256 = sha256Hex(randomUUID());
    return { role: "operator" as const, expires_in_hours: 24, hint: "inv_abcd", token_sha256 };
  };
  const anInvitationId = async () => (await room.call("invitations.create", admin, anInvitation())).invitation_id;
  const aTemplate = () => ({ slug: unique("template"), name: "Sample", steps: oneStep });

  return {
    "runs.create": async () => {
      const input = { session_id: (await makeSession(room, admin)).id, steps: oneStep };
      return { input, other: { ...input, title: "Other" } };
    },
    "runs.create_many": async () => {
      const input = { session_id: (await makeSession(room, admin)).id, steps: oneStep, runs: [{}, {}] };
      return { input, other: { ...input, runs: [{}] } };
    },
    "runs.cancel": async () => {
      const input = { run_id: (await aRun()).id };
      return { input, other: { ...input, reason: "other" } };
    },
    "runs.retry": async () => {
      const input = { run_id: (await aFinalRun()).id };
      return { input, other: { ...input, from: "failed_step" } };
    },
    "runs.move": async () => {
      const session = await makeSession(room, admin);
      const { id: run_id } = await makeRun(room, admin, { session_id: session.id });
      const [, b, c] = session.lanes.map((lane) => lane.id);
      return { input: { run_id, lane_id: b }, other: { run_id, lane_id: c } };
    },
    "runs.set_priority": async () => {
      const input = { run_id: (await aRun()).id, priority: 5 };
      return { input, other: { ...input, priority: 6 } };
    },
    "bulk_operations.create": async () => {
      const input = { action: "cancel", filter: { run_ids: [(await aRun()).id] } };
      return { input, other: { ...input, reason: "other" } };
    },
    "bulk_operations.step": async () => {
      const input = { bulk_operation_id: await aBulkOperation() };
      return { input, other: { ...input, limit: 1 } };
    },
    "bulk_operations.stop": async () => ({
      input: { bulk_operation_id: await aBulkOperation() },
      other: { bulk_operation_id: await aBulkOperation() },
    }),
    "run_views.create": async () => ({ input: aView(), other: aView() }),
    "run_views.update": async () => {
      const view_id = await aViewId();
      return { input: { view_id, name: unique("one") }, other: { view_id, name: unique("two") } };
    },
    "run_views.delete": async () => ({ input: { view_id: await aViewId() }, other: { view_id: await aViewId() } }),
    "run_views.set_default": async () => ({ input: { view_id: await aViewId() }, other: { view_id: null } }),
    "approvals.approve": async () => {
      const { id: approval_id, digest } = await stage.anApproval();
      return { input: { approval_id, digest }, other: { approval_id, digest, comment: "other" } };
    },
    "approvals.reject": async () => {
      const { id: approval_id, digest } = await stage.anApproval();
      return { input: { approval_id, digest, comment: "one" }, other: { approval_id, digest, comment: "two" } };
    },
    "chat.send": async () => {
      const session_id = (await makeSession(room, admin)).id;
      const command = { name: "runs.create", input: { session_id, steps: oneStep } };
      const input = { session_id, message_id: randomUUID(), body: "/run", command };
      return { input, other: { ...input, body: "other" } };
    },
    "lanes.create": async () => {
      const input = { session_id: (await makeSession(room, admin)).id, name: "E" };
      return { input, other: { ...input, name: "F" } };
    },
    "lanes.rename": async () => {
      const lane_id = await aLaneId();
      return { input: { lane_id, name: "one" }, other: { lane_id, name: "two" } };
    },
    "lanes.set_capacity": async () => {
      const lane_id = await aLaneId();
      return { input: { lane_id, capacity: 2 }, other: { lane_id, capacity: null } };
    },
    "lanes.move": async () => {
      const lane_id = await aLaneId();
      return { input: { lane_id, position: 3 }, other: { lane_id, position: 2 } };
    },
    "lanes.remove": async () => ({ input: { lane_id: await aLaneId() }, other: { lane_id: await aLaneId() } }),
    "lanes.pause": async () => {
      const input = { lane_id: await aLaneId(), note: "one" };
      return { input, other: { ...input, note: "two" } };
    },
    "lanes.resume": async () => {
      const lane_id = await aLaneId();
      await room.call("lanes.pause", admin, { lane_id, note: "for now" });
      return { input: { lane_id }, other: { lane_id: await aLaneId() } };
    },
    "sessions.create": async () => ({ input: { name: unique("sample") }, other: { name: unique("sample") } }),
    "sessions.archive": async () => ({
      input: { session_id: (await makeSession(room, admin)).id },
      other: { session_id: (await makeSession(room, admin)).id },
    }),
    "sessions.rename": async () => {
      const session_id = (await makeSession(room, admin)).id;
      return { input: { session_id, name: unique("renamed") }, other: { session_id, name: unique("renamed") } };
    },
    "sessions.reopen": async () => {
      const [session_id, other] = [(await makeSession(room, admin)).id, (await makeSession(room, admin)).id];
      await room.call("sessions.archive", admin, { session_id });
      return { input: { session_id }, other: { session_id: other } };
    },
    "sessions.set_visibility": async () => {
      const session_id = (await makeSession(room, admin)).id;
      return { input: { session_id, visibility: "members" }, other: { session_id, visibility: "team" } };
    },
    "session_members.add": async () => {
      const session_id = (await makeSession(room, admin)).id;
      const [one, two] = [await makeUser(room, "operator"), await makeUser(room, "operator")];
      return { input: { session_id, ...one }, other: { session_id, ...two } };
    },
    "session_members.remove": async () => {
      const session_id = (await makeSession(room, admin)).id;
      const one = await makeUser(room, "operator");
      await room.call("session_members.add", admin, { session_id, ...one });
      return { input: { session_id, ...one }, other: { session_id, ...admin } };
    },
    "operators.set_role": async () => {
      const one = await makeUser(room, "operator");
      return { input: { ...one, role: "auditor" }, other: { ...one, role: "admin" } };
    },
    "operators.deactivate": async () => ({
      input: await makeUser(room, "operator"),
      other: await makeUser(room, "operator"),
    }),
    "operators.reactivate": async () => {
      const one = await makeUser(room, "operator");
      await room.call("operators.deactivate", admin, one);
      return { input: one, other: await makeUser(room, "operator") };
    },
    "invitations.create": async () => ({ input: anInvitation(), other: anInvitation() }),
    "invitations.revoke": async () => ({
      input: { invitation_id: await anInvitationId() },
      other: { invitation_id: await anInvitationId() },
    }),
    "invitations.accept": async () => {
      const { token_sha256, ...invitation } = anInvitation();
      await room.call("invitations.create", admin, { token_sha256, ...invitation });
      const input = { token_sha256, display_name: "New" };
      return { input, other: { ...input, display_name: "Other" }, as: await makeUser(room) };
    },
    "templates.publish": async () => ({ input: aTemplate(), other: aTemplate() }),
    "templates.archive": async () => ({ input: { template: await aSlug() }, other: { template: await aSlug() } }),
    "templates.unarchive": async () => ({ input: { template: await aSlug() }, other: { template: await aSlug() } }),
    "templates.delete": async () => ({ input: { template: await aSlug() }, other: { template: await aSlug() } }),
    "api_keys.create": async () => ({ input: aKey(), other: aKey() }),
    "api_keys.revoke": async () => {
      const { api_key_id } = await room.call("api_keys.create", admin, aKey());
      return { input: { api_key_id }, other: { api_key_id: api_key_id + 1 } };
    },
    "workers.drain": async () => ({ input: { worker_id: await aWorker() }, other: { worker_id: await aWorker() } }),
    "workers.undrain": async () => {
      const worker_id = await aWorker();
      await room.call("workers.drain", admin, { worker_id });
      return { input: { worker_id }, other: { worker_id: await aWorker() } };
    },
    "workers.remove": async () => {
      const [worker_id, other] = [await aWorker(), await aWorker()];
      await room.sql`update public.workers set last_seen_at = now() - interval '1 day' where id in (${worker_id}, ${other})`;
      return { input: { worker_id }, other: { worker_id: other } };
    },
    "schedules.create": async () => {
      const input = await aSchedule();
      return { input, other: { ...input, name: unique("other") } };
    },
    "schedules.update": async () => {
      const { session_id, ...definition } = await aSchedule();
      const { schedule } = await room.call("schedules.create", admin, { session_id, ...definition });
      const input = { schedule_id: schedule.id, ...definition, cron: "@weekly" };
      return { input, other: { ...input, cron: "@monthly" } };
    },
    "schedules.pause": async () => {
      const input = { schedule_id: await aScheduleId(), note: "one" };
      return { input, other: { ...input, note: "two" } };
    },
    "schedules.resume": async () => {
      const schedule_id = await aScheduleId();
      await room.call("schedules.pause", admin, { schedule_id, note: "for now" });
      return { input: { schedule_id }, other: { schedule_id: await aScheduleId() } };
    },
    "schedules.delete": async () => ({
      input: { schedule_id: await aScheduleId() },
      other: { schedule_id: await aScheduleId() },
    }),
    "schedules.run_now": async () => ({
      input: { schedule_id: await aScheduleId() },
      other: { schedule_id: await aScheduleId() },
    }),
    "retention.change": async () => ({ input: { keep_failed_days: 100 }, other: { keep_failed_days: null } }),
    "audit.export": async () => ({ input: { filter: {} }, other: { filter: { command: "runs.create" } } }),
    "setup.complete": async () => {
      const code_sha256 = sha256Hex(randomUUID());
      await room.sql`insert into private.setup_codes (code_sha256, expires_at) values (${code_sha256}, now() + interval '1 hour')`;
      const input = { code_sha256, display_name: "First" };
      return { input, other: { ...input, display_name: "Other" }, as: await makeUser(room) };
    },
  };
}
