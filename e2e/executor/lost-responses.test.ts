import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createOpsClient, type OpsClient } from "../../lib/ops-client/index.ts";
import { verifyRunLog } from "../../lib/run-log/verify.ts";
import { makeKey, makeUser, makeWorker, oneStep, unique } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp-proxy.ts";

let service: Service;
let network: TcpProxy;
let ops: OpsClient;
let worker: OpsClient;
beforeAll(async () => {
  service = await openService();
  network = await startTcpProxy(service.executor.url);
  const url = network.through(service.executor.url);
  const over = (credential: string) =>
    createOpsClient({ url, credential: () => credential, retry: { tries: 6, baseMs: 10, capMs: 100 } });
  ops = over(await service.mint.token((await makeUser(service.room, "operator")).user_id));
  worker = over((await makeKey(service.room, ["runs.work"])).key);
});
afterAll(async () => {
  await network?.close();
  await service?.close();
});
afterEach(() => network.mend());

/** Request ids that reached ops-executor for a command since `from` characters of its log. */
function requestsOf(command: string, from: number): string[] {
  const lines = service.executor.logs().slice(from).trim().split("\n");
  return lines.filter((line) => line.includes(`"command":"${command}"`)).map((line) => JSON.parse(line).request_id);
}

describe("a response that is lost on its way", () => {
  it("makes the SDK ask again under the same id, and the command is done once", async () => {
    const from = service.executor.logs().length;
    network.loseResponses(2);
    const session = await ops.createSession({ name: unique("session") });
    network.loseResponses(2);
    const { run } = await ops.createRun({ session_id: session.id, steps: oneStep });

    const asked = requestsOf("runs.create", from);
    expect(asked).toHaveLength(3);
    expect(new Set(asked).size).toBe(1);
    expect((await ops.listRuns({ session_id: session.id })).runs.map(({ id }) => id)).toEqual([run.id]);
    const audited = await service.room.sql`select 1 from public.audit_log where request_id = ${asked[0] ?? ""}`;
    expect(audited).toHaveLength(1);
  });

  it("of a claim, an append and a finish doubles nothing, and the log verifies", async () => {
    const session = await ops.createSession({ name: unique("session") });
    const { run } = await ops.createRun({ session_id: session.id, steps: oneStep });
    const claim = { claim_id: crypto.randomUUID(), worker: makeWorker(), limit: 50 };
    network.loseResponses(1);
    const { runs } = await worker.claimRuns(claim);
    const mine = runs.find(({ lease }) => lease.run_id === run.id);
    if (mine === undefined) throw new Error("the run was not claimed");
    const { lease } = mine;
    expect(lease.attempt).toBe(1);

    network.loseResponses(1);
    await worker.startRun({ lease });
    const emitted = { emitted_at: "2026-11-20T20:35:18.123456Z", step: 0 };
    network.loseResponses(1);
    await worker.appendEvents({
      lease,
      batch_no: 1,
      entries: [
        { kind: "step_started", ...emitted },
        { kind: "line", ...emitted, stream: "stdout", body: "hello" },
        { kind: "step_finished", ...emitted, status: "succeeded", exit_code: 0 },
      ],
    });
    network.loseResponses(1);
    const finished = await worker.finishRun({ lease, last_batch_no: 1, outcome: "succeeded" });
    expect(finished.status).toBe("succeeded");

    const { entries, status, last_seq } = await ops.listEvents({ run_id: run.id });
    const kinds = [
      "run_created",
      "run_claimed",
      "run_started",
      "step_started",
      "line",
      "step_finished",
      "run_succeeded",
    ];
    expect(entries.map(({ kind }) => kind)).toEqual(kinds);
    expect(entries[4]?.emitted_at).toContain(".123456");
    expect(status).toBe("succeeded");
    expect(await verifyRunLog(entries, { runId: run.id, count: last_seq })).toMatchObject({ ok: true, count: 7 });
  });
});

it("a service that is away for a moment is waited for", async () => {
  await network.cut();
  const listed = ops.listSessions({});
  await network.mend();
  expect(await listed).toHaveProperty("sessions");
});

it("a service that stays away is reported as unavailable, with the request id", async () => {
  await network.cut();
  const requestId = crypto.randomUUID();
  await expect(ops.listSessions({}, { requestId })).rejects.toMatchObject({
    code: "unavailable",
    status: null,
    requestId,
  });
});
