import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import type { PutArtifactInput } from "../../supabase/functions/_shared/contracts/artifact.ts";
import { ErrorCode, errorKind } from "../../supabase/functions/_shared/contracts/errors.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import type { ClaimedRun } from "../../supabase/functions/_shared/contracts/worker.ts";
import { makeWorker, oneStep, unique } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";

let service: Service;
let ops: OpsClient;
let admin: OpsClient;
let worker: OpsClient;
beforeAll(async () => {
  service = await openService();
  ops = await service.person("operator");
  admin = await service.person("admin");
  worker = await service.key(["runs.work"]);
});
afterAll(() => service?.close());

async function newRun() {
  const session = await ops.createSession({ name: unique("session") });
  return { session, run: (await ops.createRun({ session_id: session.id, steps: oneStep })).run };
}

/** A run in the hands of `worker`; claimed work of other tests is left alone. */
async function claimed(): Promise<ClaimedRun> {
  const { run } = await newRun();
  for (;;) {
    const { runs } = await worker.claimRuns({ claim_id: crypto.randomUUID(), worker: makeWorker(), limit: 50 });
    const mine = runs.find(({ lease }) => lease.run_id === run.id);
    if (mine !== undefined) return mine;
  }
}

async function started(): Promise<ClaimedRun> {
  const run = await claimed();
  await worker.startRun({ lease: run.lease });
  return run;
}

function artifact({ lease }: ClaimedRun, body: string, overrides: Partial<PutArtifactInput> = {}): PutArtifactInput {
  const sha256 = createHash("sha256").update(body).digest("hex");
  const common = { step: 0, name: "a.txt", kind: "text" as const, media_type: "text/plain", encoding: "utf8" as const };
  return { lease, ...common, sha256, size: Buffer.byteLength(body), body, ...overrides };
}

const line = { kind: "line" as const, emitted_at: "2026-11-20T20:35:18.123Z", step: 0, stream: "stdout" as const };

/** For each refusal, a way to it. What has a test of its own (outages, HTTP) is not repeated here. */
const ways: Partial<Record<ErrorCode, () => Promise<unknown>>> = {
  invalid_input: () => ops.retryRun({ run_id: 0 }),
  unauthenticated: () => service.client("nobody").listSessions({}),
  forbidden: () => ops.revokeApiKey({ api_key_id: 1 }),
  not_found: () => ops.getRun({ run_id: 999_999 }),
  idempotency_conflict: async () => {
    const { session } = await newRun();
    const common = { session_id: session.id, steps: oneStep, idempotency_key: "once" };
    await ops.createRun(common);
    return await ops.createRun({ ...common, title: "another" });
  },
  lease_lost: async () => worker.startRun({ lease: { ...(await claimed()).lease, token: crypto.randomUUID() } }),
  batch_gap: async () =>
    worker.appendEvents({ lease: (await started()).lease, batch_no: 2, entries: [{ ...line, body: "x" }] }),
  run_final: async () => {
    const { run } = await newRun();
    await ops.cancelRun({ run_id: run.id });
    return await ops.cancelRun({ run_id: run.id });
  },
  run_not_final: async () => ops.retryRun({ run_id: (await newRun()).run.id }),
  run_succeeded: async () => {
    const { lease } = await started();
    const emitted = { emitted_at: line.emitted_at, step: 0 };
    const finished = { kind: "step_finished" as const, ...emitted, status: "succeeded" as const };
    await worker.appendEvents({ lease, batch_no: 1, entries: [{ kind: "step_started", ...emitted }, finished] });
    await worker.finishRun({ lease, last_batch_no: 1, outcome: "succeeded" });
    return await ops.retryRun({ run_id: lease.run_id });
  },
  session_archived: async () => {
    const session = await ops.createSession({ name: unique("session") });
    await ops.archiveSession({ session_id: session.id });
    return await ops.createRun({ session_id: session.id, steps: oneStep });
  },
  name_taken: async () => {
    const name = unique("session");
    await ops.createSession({ name });
    return await ops.createSession({ name });
  },
  artifact_conflict: async () => {
    const run = await started();
    await worker.putArtifact(artifact(run, "one"));
    return await worker.putArtifact(artifact(run, "two"));
  },
  limit_exceeded: async () => {
    const run = await started();
    await service.room.sql`
      insert into public.artifacts (run_id, attempt, step, session_id, name, kind, media_type, sha256, size, encoding, body, created_at)
      select ${run.lease.run_id}, 1, 0, ${run.session_id}, 'n' || n, 'text', 'text/plain', repeat('0', 64), 0, 'utf8', '', now()
      from generate_series(1, ${limits.artifactsPerAttempt}::int) n`;
    return await worker.putArtifact(artifact(run, "one too many"));
  },
  not_started: async () =>
    worker.appendEvents({ lease: (await claimed()).lease, batch_no: 1, entries: [{ ...line, body: "x" }] }),
  outcome_not_allowed: async () =>
    worker.finishRun({ lease: (await claimed()).lease, last_batch_no: 0, outcome: "succeeded" }),
};

describe("a refusal", () => {
  it.each(Object.entries(ways))("%s reaches the caller by name, with its status and remedy", async (name, way) => {
    const code = ErrorCode.parse(name);
    const { status, remedy } = errorKind(code);
    await expect(way()).rejects.toMatchObject({ name: "OpsError", code, status, remedy, retryable: false });
  });

  it("has a way to it here or a test elsewhere, for every code", () => {
    const elsewhere = ["unknown_command", "method_not_allowed", "payload_too_large", "internal", "unavailable"];
    // By their commands' own tests on the database; how a refusal travels from there is the same for all.
    const ofCommands = [
      "approval_decided",
      "approval_stale",
      "invitation_closed",
      "lane_in_use",
      "last_admin",
      "run_held",
      "run_not_queued",
      "run_purged",
      "schedule_changed",
      "template_changed",
      "template_in_use",
      "worker_in_use",
    ];
    expect([...Object.keys(ways), ...elsewhere, ...ofCommands].sort()).toEqual([...ErrorCode.options].sort());
  });
});

describe("parameters", () => {
  const template = {
    slug: "greet",
    name: "Greet",
    parameter_schema: {
      type: "object",
      properties: { name: { type: "string", minLength: 2 }, times: { type: "integer", default: 3, maximum: 9 } },
      required: ["name"],
    },
    steps: [{ name: "greet", kind: "shell" as const, run: "echo" }],
  };

  it("are checked against the newest version's schema, each field named", async () => {
    const { session } = await newRun();
    await ops.publishTemplate(template);
    const create = (parameters: Record<string, string | number>) =>
      ops.createRun({ session_id: session.id, template: "greet", parameters });
    const refused = await create({ times: 10, nmae: "x" }).catch((error: Error) => error.message);
    for (const field of ["parameters.name", "parameters.times", "nmae"]) expect(refused).toContain(field);

    const { run } = await create({ name: "Ann" });
    const [row] = await service.room.sql`select parameters from public.runs where id = ${run.id}`;
    expect(row?.parameters).toEqual({ name: "Ann", times: 3 });
  });

  it("keep the answer of a request that is sent again, also when another version came between", async () => {
    const { session } = await newRun();
    const input = { session_id: session.id, template: "loose", parameters: {} };
    const schema = { type: "object" };
    await ops.publishTemplate({ ...template, slug: "loose", parameter_schema: schema });
    const requestId = crypto.randomUUID();
    const { run } = await ops.createRun(input, { requestId });
    await ops.publishTemplate({ ...template, slug: "loose", parameter_schema: template.parameter_schema });
    expect((await ops.createRun(input, { requestId })).run.id).toBe(run.id);
  });

  it("of an unknown template or version are not found, and the refusal stands in the audit log", async () => {
    const { session } = await newRun();
    const create = { session_id: session.id, template: "greet", parameters: { name: "Ann" } };
    const requestId = crypto.randomUUID();
    await expect(ops.createRun({ ...create, template: "nope" }, { requestId })).rejects.toMatchObject({
      code: "not_found",
    });
    const audited = await service.room
      .sql`select outcome, session_id from public.audit_log where request_id = ${requestId}`;
    expect([...audited]).toEqual([{ outcome: "not_found", session_id: String(session.id) }]);
    await expect(ops.createRun({ ...create, version: 99 })).rejects.toMatchObject({ code: "not_found" });
  });

  it("whose schema cannot be checked are refused when the template is published", async () => {
    const parameter_schema = { type: "object", requierd: ["a"] };
    await expect(ops.publishTemplate({ ...template, parameter_schema })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("schema.requierd"),
    });
  });
});

describe("values arrive in Postgres as they were sent", () => {
  it.each([
    ["text that looks like JSON", '{"a":1}'],
    ["null", null],
    ["nested values", { list: [1, "two", null, { three: 3.5 }] }],
    ["quotes and backslashes", `"'\\$1 %s`],
    ["characters beyond the basic plane", "🧰 日本"],
  ])("%s", async (_, value) => {
    const { session } = await newRun();
    await ops.publishTemplate({
      slug: "any",
      name: "Any",
      parameter_schema: { type: "object", additionalProperties: true },
      steps: oneStep,
    });
    const { run } = await ops.createRun({ session_id: session.id, template: "any", parameters: { value } });
    const [row] = await service.room.sql`
      select jsonb_typeof(parameters) as type, parameters -> 'value' as value from public.runs where id = ${run.id}`;
    expect(row).toEqual({ type: "object", value });
  });
});

describe("an error inside the database", () => {
  it.each([
    ["an answer that is not of its contract's form", "return jsonb_build_object('sessions', 'secret-value')"],
    ["an exception", "return jsonb_build_object('sessions', 1 / (length('secret-value') - 12))"],
  ])("%s is internal, told without its text", async (_, body) => {
    const sql = service.room.sql;
    const [{ source } = { source: "" }] = await sql`
      select pg_get_functiondef('private.list_sessions'::regproc) as source`;
    await sql.unsafe(`create or replace function private.list_sessions(p_actor private.actor, p_input jsonb) returns jsonb
      language plpgsql set search_path = '' as $body$ begin ${body}; end $body$`);
    try {
      const requestId = crypto.randomUUID();
      const error = await admin.listSessions({}, { requestId }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "internal", status: 500, requestId });
      expect(JSON.stringify(error)).not.toContain("secret-value");
      const logged = service.executor
        .logs()
        .split("\n")
        .find((entry) => entry.includes(requestId));
      expect(logged).toMatch(/"level":"error".*"cause"/);
      expect(service.executor.logs()).not.toContain("secret-value");
    } finally {
      await sql.unsafe(String(source));
    }
  });
});
