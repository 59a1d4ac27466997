import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ErrorBody, errorKind } from "../../supabase/functions/_shared/contracts/errors.ts";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { makeKey, makeUser } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";

let service: Service;
let token: string;
beforeAll(async () => {
  service = await openService();
  token = await service.mint.token((await makeUser(service.room, "admin")).user_id);
});
afterAll(() => service?.close());

interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}

async function send({ path = "sessions.list", method = "POST", headers = {}, body = "{}" }: Sent) {
  const response = await fetch(`${service.executor.url}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: method === "GET" ? null : body,
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  });
  return { response, body: await response.json() };
}

/** Sends it and expects the refusal, in its whole form. */
async function refused(sent: Sent) {
  const { response, body } = await send(sent);
  const { error } = ErrorBody.parse(body);
  expect(response.status).toBe(errorKind(error.code).status);
  expect(error.remedy).toBe(errorKind(error.code).remedy);
  expect(response.headers.get("x-request-id")).toBe(error.request_id);
  return error;
}

describe("a request", () => {
  it("gets its own id back, or a new one", async () => {
    const id = crypto.randomUUID();
    expect((await send({ headers: { "x-request-id": id } })).response.headers.get("x-request-id")).toBe(id);
    expect((await send({})).response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ["that tells its length", "content-length: 100\r\n\r\n{"],
    ["in chunks", "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n"],
  ])("%s and whose caller goes away before its end is no failure of ops-executor", async (_, rest) => {
    const id = crypto.randomUUID();
    const { hostname, port, pathname } = new URL(`${service.executor.url}/sessions.list`);
    const caller = connect(Number(port), hostname);
    const headers = [
      "host: x",
      "expect: 100-continue",
      "content-type: application/json",
      `authorization: Bearer ${token}`,
      `x-request-id: ${id}`,
    ];
    caller.write([`POST ${pathname} HTTP/1.1`, ...headers, rest].join("\r\n"));
    // Which it says when it begins to read.
    expect(String(await once(caller, "data"))).toContain("100 Continue");
    caller.destroy();
    const logged = () =>
      service.executor
        .logs()
        .split("\n")
        .find((line) => line.includes(id));
    await expect.poll(logged).toMatch(/"status":400,"code":"invalid_input"/);
    expect(logged()).toContain('"level":"info"');
  });

  it("whose id is no UUID is refused", async () => {
    const { code, message } = await refused({ headers: { "x-request-id": "first" } });
    expect({ code, message }).toEqual({ code: "invalid_input", message: "x-request-id must be a UUID" });
  });

  it.each([
    ["runs.creat", "did you mean runs.create"],
    ["session.list", "sessions.list"],
    ["claim", "There is no command"],
    ["toString", "There is no command"],
    ["__proto__", "There is no command"],
    ["runs.create/x", "There is no command"],
    ["%00", "There is no command"],
  ])("for the unknown command %s is told the near ones", async (path, message) => {
    const error = await refused({ path });
    expect(error.code).toBe("unknown_command");
    expect(error.message).toContain(message);
  });

  it("outside the function's path is an unknown command", async () => {
    const response = await fetch(new URL("/functions/v1/elsewhere", service.executor.url));
    expect(ErrorBody.parse(await response.json()).error.code).toBe("unknown_command");
  });

  it.each(["GET", "PUT", "DELETE", "PATCH"])("with %s instead of POST is refused", async (method) => {
    expect((await refused({ method })).code).toBe("method_not_allowed");
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])(
    "of type %s is refused",
    async (type) => {
      const { code, message } = await refused({ headers: { "content-type": type } });
      expect({ code, message }).toEqual({ code: "invalid_input", message: "Content-Type must be application/json" });
    },
  );

  it("may name its charset", async () => {
    expect((await send({ headers: { "content-type": "application/json; charset=utf-8" } })).response.status).toBe(200);
  });

  it.each([
    ['{"archived": tru}', "line 1 column 14"],
    ['{\n  "archived": true,\n}', "line 3 column 1"],
    ['{"archived": true', "line 1 column 18"],
    ["", "it is empty"],
  ])("with the broken JSON %j is told where it breaks", async (body, where) => {
    const { code, message } = await refused({ body });
    expect({ code, message }).toEqual({ code: "invalid_input", message: `The body is not valid JSON: ${where}` });
  });

  it("with a wrong input is told every field", async () => {
    const body = JSON.stringify({ session_id: "1", steps: [{ name: "", kind: "shell" }], priorty: 1 });
    const { code, message } = await refused({ path: "runs.create", body });
    expect(code).toBe("invalid_input");
    for (const field of ["session_id", "steps.0.name", "steps.0.run", "priorty"]) expect(message).toContain(field);
  });

  it("with text that Postgres cannot store is stored readably", async () => {
    const { body } = await send({ path: "sessions.create", body: '{"name":"nul \\u0000 and half \\ud800"}' });
    expect(body).toMatchObject({ data: { name: "nul \u2400 and half \ufffd" } });
  });

  it("from a browser is allowed before it is made", async () => {
    const asked = { origin: "http://localhost:3000", "access-control-request-method": "POST" };
    const response = await fetch(`${service.executor.url}/runs.create`, { method: "OPTIONS", headers: asked });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toContain("x-request-id");
  });
});

describe("a body over the limit", () => {
  const tooMuch = new Uint8Array(limits.requestBytes + 1).fill(0x20);

  it("is refused by its length", async () => {
    expect((await refused({ body: tooMuch })).code).toBe("payload_too_large");
  });

  it("is refused when it does not tell its length", async () => {
    let left = 12;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(tooMuch.subarray(0, 1_048_576)) : controller.close()),
    });
    expect((await refused({ body: endless })).code).toBe("payload_too_large");
  });

  it("is not read from someone without a credential", async () => {
    expect((await refused({ body: tooMuch, headers: { authorization: "none" } })).code).toBe("unauthenticated");
  });

  it("just under it is taken", async () => {
    const body = tooMuch.slice(0, limits.requestBytes);
    body.set([0x7b, 0x7d]);
    expect((await send({ body })).response.status).toBe(200);
  });
});

describe("the log of ops-executor", () => {
  it("has one JSON line for each request, with caller and outcome and without payloads, tokens or keys", async () => {
    const { key, key_hash } = await makeKey(service.room, ["runs.read"]);
    const id = crypto.randomUUID();
    const secret = "hunter2";
    await refused({
      path: "runs.create",
      headers: { "x-request-id": id, authorization: `Bearer ${key}` },
      body: JSON.stringify({ session_id: 1, template: "none", parameters: { password: secret }, title: secret }),
    });
    await refused({ path: "runs.create", body: `{"broken": "${secret}" ` });
    await send({ path: "sessions.create", body: JSON.stringify({ name: secret }) });

    const logs = service.executor.logs();
    for (const hidden of [secret, token, key, key_hash, token.split(".")[2] ?? token])
      expect(logs).not.toContain(hidden);
    const lines = logs
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual({
      time: expect.any(String),
      level: "info",
      request_id: id,
      method: "POST",
      command: "runs.create",
      status: expect.any(Number),
      code: expect.stringMatching(/^(forbidden|not_found)$/),
      ms: expect.any(Number),
      actor: { kind: "api_key", id: key_hash.slice(0, 12) },
    });
  });
});
