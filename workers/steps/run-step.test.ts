import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StepDefinition } from "../../supabase/functions/_shared/contracts/step.ts";
import { AttemptProcesses } from "../process/attempt-processes.ts";
import { type GuardianLink, startGuardian } from "../process/guardian-link.ts";
import { monotonicMs } from "../process/monotonic.ts";
import { testContext } from "../testing/test-context.ts";
import { runStep } from "./run-step.ts";
import { createWorkspace, removeWorkspace, type Workspace } from "./workspace.ts";

let guardian: GuardianLink;
let processes: AttemptProcesses;
let workspace: Workspace;
beforeAll(async () => {
  guardian = await startGuardian();
  processes = new AttemptProcesses(guardian);
  workspace = await createWorkspace();
  await guardian.register({ marker: processes.marker, folder: workspace.root, leaseMs: 60_000, sentAt: monotonicMs() });
});
afterAll(async () => {
  await guardian.close();
  await removeWorkspace(workspace);
});

function context(index: number) {
  const identity = { runId: 42, attempt: 2, marker: processes.marker, workspace };
  return { ...testContext(), index, identity, processes, atEnd: () => undefined };
}
const quick = { max_attempts: 3, backoff: { initial_seconds: 0.01 } };
const shell = (run: string, fields: object = {}) =>
  StepDefinition.parse({ kind: "shell", name: "s", run, retry: quick, ...fields });

describe("a step with tries", () => {
  it("is tried again until it succeeds, and the log shows each try", async () => {
    const c = context(0);
    const result = await runStep(shell('echo "this is $OPS_TRY"; test $OPS_TRY = 3'), c);
    expect(result).toEqual({ kind: "succeeded", exitCode: 0 });
    expect(c.lines.map(({ line }) => line)).toEqual([
      "this is 1",
      expect.stringMatching(/^try 1 of 3 failed: Exited with code 1; the next in 0\.0 s$/),
      "try 2 of 3",
      "this is 2",
      expect.stringMatching(/^try 2 of 3 failed: Exited with code 1; the next in 0\.0 s$/),
      "try 3 of 3",
      "this is 3",
    ]);
  });

  it("fails as its last try did", async () => {
    expect(await runStep(shell("exit $OPS_TRY"), context(1))).toMatchObject({
      error: "Exited with code 3",
      retryable: true,
    });
  });

  it("is not tried again after a failure that is for good", async () => {
    const c = context(2);
    const result = await runStep(shell("echo once; exit 9", { no_retry_exit_codes: [9] }), c);
    expect(result).toMatchObject({ kind: "failed", exitCode: 9, retryable: false });
    expect(c.of("stdout")).toEqual(["once"]);
    expect(c.of("system")).toEqual(["try 1 of 3 failed: Exited with code 9; another would not help"]);
  });

  it("has its timeout for each try", async () => {
    const c = context(3);
    const result = await runStep(shell("test $OPS_TRY = 2 || sleep 1000", { timeout_seconds: 0.3 }), c);
    expect(result).toMatchObject({ kind: "succeeded" });
    expect(c.of("system")[0]).toBe("not done after 0.3 s");
  });

  it("is stopped while it waits for the next", async () => {
    const c = context(4);
    const slow = { max_attempts: 3, backoff: { initial_seconds: 300, max_seconds: 300 } };
    const result = runStep(shell("exit 1", { retry: slow }), {
      ...c,
      log: (line) => {
        if (line.includes("the next in")) setTimeout(() => c.stop.request({ kind: "cancelled" }), 10);
      },
    });
    expect(await result).toEqual({ kind: "stopped" });
  });

  it("waits as long as the other side asks for", async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 503 : 200, { "retry-after": "1" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = typeof address === "object" ? `http://127.0.0.1:${address?.port}/` : "";
    const c = context(5);
    const http = StepDefinition.parse({ kind: "http", name: "h", url, retry: quick });
    expect(await runStep(http, c)).toEqual({ kind: "succeeded" });
    expect(c.of("system")[0]).toMatch(/; the next in 1\.0 s$/);
    server.close();
  });
});

it("does not try a definition again that cannot be run", async () => {
  const http = StepDefinition.parse({ kind: "http", name: "h", url: "{{nothing}}", retry: quick });
  expect(await runStep(http, context(6))).toMatchObject({ code: "invalid_definition", retryable: false });
});
