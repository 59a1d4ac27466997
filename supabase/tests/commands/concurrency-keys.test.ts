import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ControlRoom, type Credential, openControlRoom } from "../../../e2e/harness/control-room.ts";
import {
  claimOne,
  expireLease,
  finishOne,
  makeKey,
  makeSession,
  makeUser,
  makeWorker,
  oneStep,
  startOne,
  unique,
} from "../../../e2e/harness/factories.ts";
import type { CommandInput } from "../../functions/_shared/contracts/commands.ts";
import { expectRefused } from "../support/audit.ts";
import { inSeconds, step, waitFirst } from "../support/stage.ts";

// Every test has a database of its own: a claim takes whatever work there is.
let room: ControlRoom;
let operator: { user_id: string };
let key: { key_hash: string };
beforeEach(async () => {
  room = await openControlRoom();
  operator = await makeUser(room, "operator");
  key = await makeKey(room, ["runs.work"]);
});
afterEach(() => room.close());

type Template = CommandInput<"templates.publish">;
const parameter_schema = {
  type: "object",
  properties: { app: { type: "string" }, env: { type: "string" }, build: { type: "integer" } },
};
/** A template's slug. */
async function publish(policy: Partial<Template>): Promise<string> {
  const slug = unique("template");
  await room.call("templates.publish", operator, { slug, name: "Deploy", steps: oneStep, parameter_schema, ...policy });
  return slug;
}
const deployments = (limit = 1, more: Partial<Template> = {}) =>
  publish({ concurrency: { key: "deploy:{{app}}:{{ env }}", limit }, ...more });
/** A queued run of a template, as ops-executor creates it. */
async function create(template: string, parameters: Record<string, string | number>, input: object = {}) {
  const session_id = "session_id" in input ? Number(input.session_id) : (await makeSession(room, operator)).id;
  return (await room.call("runs.create", operator, { session_id, template, parameters, ...input })).run;
}
const claimIds = async (as: Credential = key, labels: string[] = [], limit = 50) => {
  const claim = { claim_id: randomUUID(), worker: makeWorker({ labels }), limit };
  return (await room.call("runs.claim", as, claim)).runs.map((run) => run.lease.run_id);
};
const production = { app: "api", env: "prod" };

describe("a concurrency key", () => {
  test("reads the run's parameters, as text and in one pass, and stays with the run", async () => {
    const slug = await publish({ concurrency: { key: "{{app}}/{{env}}#{{build}}", limit: 2 } });
    const run = await create(slug, { app: "{{env}}", env: "prod", build: 7 });
    expect(run.concurrency_key).toBe("{{env}}/prod#7");
    const plain = await create(await publish({}), {});
    expect(plain).toMatchObject({ concurrency_key: null, required_labels: [] });
  });

  test("is refused without a value for each parameter, when too long, and at publishing when no parameter has the name", async () => {
    const slug = await deployments();
    const session_id = (await makeSession(room, operator)).id;
    const refused = (parameters: Record<string, string>) =>
      expectRefused(room, "runs.create", operator, { session_id, template: slug, parameters }, "invalid_input");
    await refused({ app: "api" });
    await refused({ app: "api", env: "" });
    await refused({ app: "a".repeat(300), env: "prod" });
    await expect(deployments(1, { concurrency: { key: "deploy:{{host}}" } })).rejects.toThrow(/\{\{host\}\}/);
  });

  test("lets its limit of runs go at once over all sessions, and the next when one has ended", async () => {
    const slug = await deployments(2);
    const runs = [];
    for (let n = 0; n < 4; n += 1) runs.push((await create(slug, production)).id);
    const other = await create(slug, { ...production, env: "test" });
    const held = [];
    for (let n = 0; n < 3; n += 1) held.push(await startOne(room, key));
    const ofKey = held.filter(({ lease }) => lease.run_id !== other.id);
    expect(ofKey).toHaveLength(2);
    expect(await claimIds()).toEqual([]);
    for (const run of ofKey) await finishOne(room, key, run);
    const rest = await claimIds();
    const done = ofKey.map((run) => run.lease.run_id);
    expect(rest.toSorted((a, b) => a - b)).toEqual(runs.filter((id) => !done.includes(id)));
  });

  test("that is full holds up no other run of its lane, however many wait for it", async () => {
    const slug = await deployments();
    const session = await makeSession(room, operator, { lanes: [{ name: "A", capacity: null }] });
    const inLane = { session_id: session.id };
    const holder = await create(slug, production, inLane);
    expect(await claimIds()).toEqual([holder.id]);
    for (let n = 0; n < 100; n += 1) await create(slug, production, inLane);
    const test = await create(slug, { app: "api", env: "test" }, inLane);
    const plain = await create(await publish({}), {}, inLane);
    expect(await claimIds(key, [], 1)).toEqual([test.id]);
    expect(await claimIds()).toEqual([plain.id]);
    expect(await claimIds()).toEqual([]);
  });

  test("keeps the lane's order among those that may go", async () => {
    const session = await makeSession(room, operator, { lanes: [{ name: "A", capacity: null }] });
    const inLane = { session_id: session.id };
    const [keyed, plain] = [await deployments(), await publish({})];
    const a = await create(keyed, { app: "a", env: "x" }, inLane);
    const b = await create(plain, {}, inLane);
    const c = await create(keyed, { app: "c", env: "x" }, inLane);
    const late = await create(keyed, { app: "a", env: "x" }, inLane);
    const urgent = await create(keyed, { app: "u", env: "x" }, { ...inLane, priority: 1 });
    expect(await claimIds(key, [], 3)).toEqual([urgent.id, a.id, b.id]);
    expect(await claimIds()).toEqual([c.id]);
    expect((await room.call("runs.get", operator, { run_id: late.id })).run.status).toBe("queued");
  });

  test("is held through a wait and by what resumes, and given up by backing off, by cancel and by a worker's death", async () => {
    const slug = await deployments(1, { steps: waitFirst, max_attempts: 3 });
    const [one, two] = [await create(slug, production), await create(slug, production)];
    const first = await startOne(room, key);
    const otherId = first.lease.run_id === one.id ? two.id : one.id;
    await room.call("events.append", key, { lease: first.lease, batch_no: 1, entries: [step(0)] });
    const wait = { outcome: "waiting", resume_after_seconds: 60 } as const;
    await room.call("runs.finish", key, { lease: first.lease, last_batch_no: 1, ...wait });
    expect(await claimIds()).toEqual([]);
    await room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
    // It goes on before the other one may begin.
    expect(await claimIds()).toEqual([first.lease.run_id]);
    await expireLease(room, first.lease.run_id);
    await room.call("maintenance.tick", key, {});
    // Handed over while it resumes, it still holds the key.
    const again = await startOne(room, key);
    expect(again.lease.run_id).toBe(first.lease.run_id);
    const failed = { outcome: "failed", failure_code: "step_failed" } as const;
    await room.call("runs.finish", key, { lease: again.lease, last_batch_no: 0, ...failed });
    expect(await claimIds()).toEqual([otherId]);
    await expireLease(room, otherId);
    await room.call("maintenance.tick", key, {});
    await room.call("runs.cancel", operator, { run_id: otherId });
    expect(await claimIds()).toEqual([]);
    await room.sql`update public.runs set available_at = now() where id = ${first.lease.run_id}`;
    expect(await claimIds()).toEqual([first.lease.run_id]);
  });

  test("of two templates with different limits lets each run go by its own template's limit", async () => {
    const [narrow, wide] = [await deployments(1), await deployments(3)];
    const careful = await create(narrow, production);
    expect(await claimIds()).toEqual([careful.id]);
    const anotherCareful = await create(narrow, production);
    const bold = [await create(wide, production), await create(wide, production), await create(wide, production)];
    const claimed = await claimIds();
    expect(claimed).toHaveLength(2);
    expect(bold.map((run) => run.id)).toEqual(expect.arrayContaining(claimed));
    expect(claimed).not.toContain(anotherCareful.id);
  });

  test("that another claim is just giving out is left to it, and said to be contended", async () => {
    await create(await deployments(), production);
    await room.sql.begin(async (held) => {
      await held`select pg_advisory_xact_lock(private.key_lock('deploy:api:prod'))`;
      const claim = { claim_id: randomUUID(), worker: makeWorker(), limit: 5 };
      expect(await room.call("runs.claim", key, claim)).toMatchObject({ runs: [], contended: true });
    });
    await claimOne(room, key);
  });
});

describe("required labels", () => {
  test("keep a run for a worker that has all of them, and hold up nobody behind it", async () => {
    const session = await makeSession(room, operator);
    const inLane = { session_id: session.id, lane: "A" };
    const gpu = await create(await publish({ required_labels: ["gpu", "region:eu"] }), {}, inLane);
    const plain = await create(await publish({}), {}, inLane);
    expect(gpu.required_labels).toEqual(["gpu", "region:eu"]);
    expect(await claimIds(key, ["gpu"])).toEqual([plain.id]);
    await room.call("lanes.set_capacity", operator, { lane_id: gpu.lane_id, capacity: 2 });
    expect(await claimIds(key, ["region:us", "gpu"])).toEqual([]);
    expect(await claimIds(key, ["linux", "region:eu", "gpu"])).toEqual([gpu.id]);
  });

  test("bind a run to its kind of worker also when it resumes", async () => {
    const run = await create(await publish({ required_labels: ["gpu"], steps: waitFirst }), {});
    const worker = makeWorker({ labels: ["gpu"] });
    const { lease } = await startOne(room, key, worker);
    await room.call("events.append", key, { lease, batch_no: 1, entries: [step(0)] });
    const wait = { outcome: "waiting", resume_after_seconds: 60 } as const;
    await room.call("runs.finish", key, { lease, last_batch_no: 1, ...wait });
    await room.call("maintenance.tick", key, {}, { now: inSeconds(61) });
    expect(await claimIds()).toEqual([]);
    expect(await claimIds(key, ["gpu"])).toEqual([run.id]);
  });

  test("of many classes in one lane leave none out, also when nobody has the first ones' labels", async () => {
    const session = await makeSession(room, operator, { lanes: [{ name: "A", capacity: null }] });
    const inLane = { session_id: session.id };
    const slugs = [];
    for (let n = 0; n < 5; n += 1) slugs.push(await publish({ required_labels: [`rack:${n}`] }));
    for (let n = 0; n < 80; n += 1) await create(slugs[n % 4] as string, {}, inLane);
    const wanted = await create(slugs[4] as string, {}, inLane);
    expect(await claimIds(key, ["rack:4"])).toEqual([wanted.id]);
    expect(await claimIds(key, ["rack:2"], 7)).toHaveLength(7);
  });
});
