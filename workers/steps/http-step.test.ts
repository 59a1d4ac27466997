import { createServer } from "node:http";
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { HttpStep } from "../../supabase/functions/_shared/contracts/step.ts";
import { testContext } from "../testing/test-context.ts";
import { runHttpStep } from "./http-step.ts";

let base: string;
const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://x");
  if (url.pathname === "/moved") return response.writeHead(302, { location: "/ok" }).end();
  if (url.pathname === "/silent") return;
  if (url.pathname === "/slow-body") response.flushHeaders();
  if (url.pathname.startsWith("/slow")) await new Promise((resolve) => setTimeout(resolve, 1_500));
  if (request.destroyed || response.headersSent) return response.end();
  let body = "";
  for await (const chunk of request) body += chunk;
  const status = Number(url.searchParams.get("status") ?? 200);
  response
    .writeHead(status, url.searchParams.has("after") ? { "retry-after": url.searchParams.get("after") ?? "" } : {})
    .end(`${request.method} ${request.headers.authorization ?? ""} ${request.headers["x-a"] ?? ""} ${body} hello`);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  base = typeof address === "object" ? `http://127.0.0.1:${address?.port}` : "";
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const step = (fields: object) => HttpStep.parse({ kind: "http", name: "check", ...fields });

it("logs one line with method, address, status and time", async () => {
  const context = testContext();
  expect(await runHttpStep(step({ url: `${base}/ok` }), context)).toEqual({ kind: "succeeded" });
  expect(context.lines).toEqual([{ stream: "stdout", line: expect.stringMatching(/^GET http:.*\/ok 200 \d+ ms ok$/) }]);
});

it("fills in parameters and items, follows redirects and sends method, headers and body", async () => {
  const context = testContext({ urls: [`${base}/moved`, `${base}/ok`], who: "me", status: 200 });
  const definition = step({ each: "urls", url: "{{item}}", expect: { status: "{{status}}" } });
  expect(await runHttpStep(definition, context)).toEqual({ kind: "succeeded" });
  expect(context.lines).toHaveLength(2);
  const post = step({
    url: `${base}/ok`,
    method: "POST",
    headers: { "x-a": "{{who}}" },
    body: "b={{who}}",
    expect: { contains: "me b={{who}} hello" },
  });
  expect(await runHttpStep(post, context)).toEqual({ kind: "succeeded" });
});

it("sends all requests and names every failure", async () => {
  const context = testContext({ urls: [`${base}/ok?status=500`, `${base}/ok`, "http://127.0.0.1:1/", `${base}/slow`] });
  const result = await runHttpStep(step({ each: "urls", url: "{{item}}", expect: { within_ms: 1_000 } }), context);
  expect(result).toMatchObject({ kind: "failed", code: "step_failed" });
  const error = result.kind === "failed" ? result.error.split("\n") : [];
  expect(error[0]).toBe("3 of 4 requests failed");
  expect(error[1]).toContain("status 500, expected below 400");
  expect(error[2]).toContain("http://127.0.0.1:1/: ");
  expect(error[3]).toMatch(/\/slow: took \d+ ms, expected at most 1000 ms/);
  expect(context.of("stdout")).toHaveLength(1);
  expect(context.of("stderr")).toHaveLength(3);
});

it("sends a password as basic authentication and keeps it out of the log", async () => {
  const context = testContext();
  const basic = Buffer.from("me:s3cret").toString("base64");
  const url = base.replace("http://", "http://me:s3cret@");
  expect(await runHttpStep(step({ url: `${url}/ok`, expect: { contains: basic } }), context)).toEqual({
    kind: "succeeded",
  });
  expect(JSON.stringify(context.lines)).not.toContain("s3cret");
});

it("ends at its timeout and when it is stopped", async () => {
  const late = await runHttpStep(step({ url: `${base}/silent`, timeout_seconds: 0.05 }), testContext());
  expect(late).toMatchObject({ kind: "failed", code: "step_timeout" });
  const context = testContext();
  setTimeout(() => context.stop.request({ kind: "cancelled" }), 30);
  expect(await runHttpStep(step({ url: `${base}/silent` }), context)).toEqual({ kind: "stopped" });
});

it.each([
  ["30 s when the step names no time", {}, "/silent", "no response within 30 s"],
  ["its expected time when that is longer", { expect: { within_ms: 60_000 } }, "/silent", "no response within 60 s"],
  ["the step's timeout alone when it has one", { timeout_seconds: 1_200 }, "/slow", undefined],
])("a request is given %s", async (_, fields, path, error) => {
  const timeout = AbortSignal.timeout;
  const faster = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout.call(AbortSignal, ms / 100));
  try {
    const result = await runHttpStep(step({ url: `${base}${path}`, ...fields }), testContext());
    if (error === undefined) expect(result).toEqual({ kind: "succeeded" });
    else expect(result).toMatchObject({ code: "step_failed", error: expect.stringContaining(error) });
  } finally {
    faster.mockRestore();
  }
});

it.each(["/slow", "/slow-body"])(
  "waits for a silent server as long as the step does, not as fetch does (%s)",
  async (path) => {
    const usual = getGlobalDispatcher();
    setGlobalDispatcher(new Agent({ headersTimeout: 50, bodyTimeout: 50 }));
    try {
      await expect(fetch(base + path).then((response) => response.text())).rejects.toThrow();
      const slow = step({ url: base + path, timeout_seconds: 1_200 });
      expect(await runHttpStep(slow, testContext())).toEqual({ kind: "succeeded" });
    } finally {
      setGlobalDispatcher(usual);
    }
  },
);

it.each([
  [{ url: "ftp://x/" }, "no http address"],
  [{ url: "{{nothing}}" }, "{{nothing}} has no value"],
  [{ url: "{{item}}", each: "one" }, "is not a list"],
  [{ url: "{{item}}", each: "none" }, "is empty"],
])("refuses %j", async (fields, message) => {
  await expect(runHttpStep(step(fields), testContext({ one: 1, none: [] }))).rejects.toThrow(message);
});

it.each([
  ["500", true, 0],
  ["503&after=7", true, 7],
  ["429&after=99999", true, 300],
  ["408", true, 0],
  ["404", false, 0],
  ["422", false, 0],
])("says whether another try may help, and when: status %s", async (query, retryable, retryAfterSeconds) => {
  const result = await runHttpStep(step({ url: `${base}/?status=${query}` }), testContext());
  expect(result).toMatchObject({ kind: "failed", retryable, retryAfterSeconds });
});

it("may be retried when the expected 4xx came with another text, not when one of several is a client's mistake", async () => {
  const expected = step({ url: `${base}/?status=404`, expect: { status: 404, contains: "gone" } });
  expect(await runHttpStep(expected, testContext())).toMatchObject({ retryable: true });
  const context = testContext({ urls: [`${base}/?status=500`, `${base}/?status=403`] });
  expect(await runHttpStep(step({ each: "urls", url: "{{item}}" }), context)).toMatchObject({ retryable: false });
});
