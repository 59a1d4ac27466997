import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { OpsClient } from "../../lib/ops-client/index.ts";
import { connect } from "../harness/control-room.ts";
import { openService, type Service } from "../harness/service.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp-proxy.ts";

let service: Service;
let network: TcpProxy;
let ops: OpsClient;
/** Others' activity is shown to superusers only. */
let superuser: postgres.Sql;
beforeAll(async () => {
  service = await openService(async (databaseUrl) => {
    network = await startTcpProxy(databaseUrl);
    return network.through(databaseUrl);
  });
  ops = await service.person("operator");
  superuser = connect(service.room.database.superUrl, 1);
});
afterAll(async () => {
  await superuser?.end();
  await service?.close();
  await network?.close();
});
afterEach(async () => {
  await network.mend();
  await expect.poll(health, { timeout: 15_000 }).toMatchObject({ status: 200 });
});

const health = async () => {
  const response = await fetch(`${service.executor.url}/healthz`);
  return { status: response.status, body: await response.json() };
};

describe("while the database is away", () => {
  it("health is 503 and commands are unavailable; both are back with the database, by themselves", async () => {
    expect(await health()).toEqual({ status: 200, body: { status: "ok", version: expect.any(String) } });
    await network.cut();
    expect(await health()).toEqual({ status: 503, body: { status: "unavailable", version: expect.any(String) } });
    await expect(ops.listSessions({})).rejects.toMatchObject({ code: "unavailable", status: 503, retryAfterMs: 1_000 });

    await network.mend();
    await expect.poll(health, { timeout: 15_000 }).toMatchObject({ status: 200 });
    expect(await ops.listSessions({})).toEqual({ sessions: [] });
  });

  it("a frozen database makes health 503 within seconds", async () => {
    expect(await health()).toMatchObject({ status: 200 });
    network.freeze();
    const asked = performance.now();
    expect(await health()).toMatchObject({ status: 503 });
    expect(performance.now() - asked).toBeLessThan(10_000);
    await network.mend();
    await expect.poll(health, { timeout: 15_000 }).toMatchObject({ status: 200 });
  });

  it("the process stays up and says why, without the address or the password", async () => {
    await network.cut();
    await expect(ops.listSessions({})).rejects.toMatchObject({ code: "unavailable" });
    const { password } = new URL(service.room.database.executorUrl);
    expect(service.executor.logs()).not.toContain(password);
    expect(service.executor.logs()).toMatch(/"code":"unavailable".*"cause":\{/);
    await network.mend();
    await expect.poll(health, { timeout: 15_000 }).toMatchObject({ status: 200 });
  });
});

describe("when the server ends its connections", () => {
  const terminate = () => superuser`
    select count(pg_terminate_backend(pid)) as ended from pg_stat_activity
    where usename = 'ops_executor' and datname = ${service.room.database.name} and application_name = 'ops-executor'`;

  it("idle ones are replaced without anybody noticing for long", async () => {
    await ops.listSessions({});
    const [row] = await terminate();
    expect(Number(row?.ended)).toBeGreaterThan(0);
    const listed = () =>
      ops.listSessions({}).then(
        () => "listed",
        (error: { code: string }) => error.code,
      );
    await expect.poll(listed, { timeout: 15_000 }).toBe("listed");
  });

  it("one in the middle of a command answers unavailable, and the same request id again does it once", async () => {
    const { sql } = service.room;
    const requestId = crypto.randomUUID();
    const held = await sql.reserve();
    try {
      // A lock on the table holds the command in its middle for as long as the test needs.
      await held`begin`;
      await held`lock table public.sessions in access exclusive mode`;
      const command = ops.createSession({ name: "once" }, { requestId }).then(
        () => "created",
        (error) => error.code,
      );
      const waiting = async () => {
        const rows = await superuser`
          select 1 from pg_stat_activity where datname = ${service.room.database.name} and wait_event_type = 'Lock'`;
        return rows.length;
      };
      await expect.poll(waiting, { timeout: 15_000 }).toBe(1);
      await terminate();
      expect(await command).toBe("unavailable");
    } finally {
      await held`rollback`;
      held.release();
    }
    const again = () => ops.createSession({ name: "once" }, { requestId }).catch((error) => error.code);
    await expect.poll(again, { timeout: 15_000 }).toMatchObject({ name: "once" });
    expect(await again()).toMatchObject({ name: "once" });
    expect((await ops.listSessions({})).sessions.map(({ name }) => name)).toEqual(["once"]);
  });
});

it("more requests than can wait are turned away as unavailable, and the rest answered", async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 400 }, () =>
      ops.listSessions({}).then(
        () => "ok",
        (error: { code: string }) => error.code,
      ),
    ),
  );
  expect(new Set(outcomes)).toEqual(new Set(outcomes.includes("unavailable") ? ["ok", "unavailable"] : ["ok"]));
  expect(outcomes.filter((outcome) => outcome === "ok").length).toBeGreaterThan(100);
  expect(await ops.listSessions({})).toBeDefined();
});
