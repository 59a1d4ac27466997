import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { ErrorCode, errorKind } from "../../supabase/functions/_shared/contracts/errors.ts";
import type { Run } from "../../supabase/functions/_shared/contracts/run.ts";
import { createOpsClient, OpsError, type RetryPolicy } from "./index.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const ok: Answer = (response) => response.end(JSON.stringify({ data: { sessions: [] } }));
const refused =
  (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers);
    response.end(JSON.stringify({ error: { code, message: "No.", remedy: "Do.", request_id: "r" } }));
  };

let answers: Answer[];
let seen: { path: string; id: string; body: string; authorization: string }[];
let pauses: number[];

const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { "x-request-id": id, authorization = "" } = request.headers;
  seen.push({ path: request.url ?? "", id: String(id), body, authorization });
  (answers.shift() ?? ok)(response, request);
});

beforeEach(async () => {
  [answers, seen, pauses] = [[], [], []];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** An answer that never comes: once the server waits for it, the first time limit of so many ms is over, and no other ever is. */
function timeIsUpOnce(ms: number): Answer {
  const up = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockImplementation((limit) =>
    limit === ms && !up.signal.aborted ? up.signal : new AbortController().signal,
  );
  return () => up.abort(new DOMException("The time is up", "TimeoutError"));
}

function client(retry: Partial<RetryPolicy> = {}) {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const sleep = async (ms: number) => void pauses.push(ms);
  return createOpsClient({
    url: `http://127.0.0.1:${address.port}/ops-executor/`,
    credential: () => "secret",
    retry: { sleep, random: () => 0.5, ...retry },
  });
}

describe("the SDK", () => {
  it("has a method for each command, typed by the registry", async () => {
    const ops = client();
    expect(await ops.listSessions({})).toEqual({ sessions: [] });
    expect(seen[0]).toMatchObject({ path: "/ops-executor/sessions.list", authorization: "Bearer secret", body: "{}" });
    expectTypeOf(ops.createRun).returns.resolves.toEqualTypeOf<{ run: Run }>();
    expectTypeOf(ops.createApiKey).parameter(0).toHaveProperty("key_sha256");
    expect(Object.keys(ops)).toEqual(
      expect.arrayContaining(["cancelRun", "claimRuns", "appendEvents", "revokeApiKey"]),
    );
  });

  it("asks again under the same request id when the answer is lost, garbled, not of its form or 5xx", async () => {
    answers = [
      (response) => response.destroy(),
      (response) => response.writeHead(200, { "content-length": 100 }).write("{", () => response.destroy()),
      (response) => response.end("<html>"),
      (response) => response.end(JSON.stringify({ data: { sessions: 1 } })),
      (response) => response.writeHead(502).end("<html>"),
      refused(503, "unavailable"),
      refused(500, "internal"),
    ];
    expect(await client().call("sessions.list", {})).toEqual({ sessions: [] });
    expect(seen).toHaveLength(8);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
  });

  it("draws each pause from a doubling, capped range", async () => {
    answers = Array.from({ length: 5 }, () => refused(503, "unavailable"));
    await client({ baseMs: 100, capMs: 500 }).listSessions({});
    expect(pauses).toEqual([50, 100, 200, 250, 250]);
  });

  it("waits as long as Retry-After says, and a little of its own, so that not all come back at once", async () => {
    answers = [refused(429, "unavailable", { "retry-after": "3" })];
    await client().listSessions({});
    expect(pauses).toEqual([3_050]);
  });

  it.each(ErrorCode.options.filter((code) => errorKind(code).status < 500))(
    "never asks again after %s",
    async (code) => {
      answers = [refused(errorKind(code).status, code)];
      const error = await client()
        .listSessions({})
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(OpsError);
      expect(error).toMatchObject({
        code,
        message: "No.",
        remedy: "Do.",
        requestId: "r",
        status: errorKind(code).status,
      });
      expect(seen).toHaveLength(1);
    },
  );

  it("understands a gateway's own refusal", async () => {
    answers = [(response) => response.writeHead(401).end("who are you?")];
    await expect(client().listSessions({})).rejects.toMatchObject({ code: "unauthenticated", status: 401 });
  });

  it("gives up after its tries, with the last error", async () => {
    answers = Array.from({ length: 3 }, () => refused(503, "unavailable"));
    await expect(client({ tries: 3 }).listSessions({})).rejects.toMatchObject({ code: "unavailable", status: 503 });
    expect(seen).toHaveLength(3);
  });

  it("says that nobody listens", async () => {
    const ops = createOpsClient({ url: "http://127.0.0.1:1", credential: () => "x", retry: { tries: 1 } });
    await expect(ops.listSessions({})).rejects.toMatchObject({ code: "unavailable", status: null });
  });

  it("gives up a try without an answer, and asks again", async () => {
    answers = [timeIsUpOnce(30)];
    expect(await client({ tryTimeoutMs: 30 }).listSessions({})).toEqual({ sessions: [] });
    expect(seen).toHaveLength(2);
  });

  it("ends at its deadline even inside a try", async () => {
    answers = [timeIsUpOnce(50)];
    await expect(client({ deadlineMs: 50 }).listSessions({})).rejects.toMatchObject({ code: "unavailable" });
    expect(seen).toHaveLength(1);
  });

  it("stops at once when the caller aborts, in a try and in a pause", async () => {
    const reason = new Error("enough");
    const inTry = new AbortController();
    answers = [() => inTry.abort(reason)];
    await expect(client().listSessions({}, { signal: inTry.signal })).rejects.toBe(reason);

    const inPause = new AbortController();
    const sleep = async () => inPause.abort(reason);
    answers = [refused(503, "unavailable")];
    await expect(client({ sleep }).listSessions({}, { signal: inPause.signal })).rejects.toBe(reason);
    expect(seen).toHaveLength(2);
  });
});
