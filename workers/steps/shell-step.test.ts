import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { ShellStep } from "../../supabase/functions/_shared/contracts/step.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { AttemptProcesses } from "../process/attempt-processes.ts";
import { type GuardianLink, startGuardian } from "../process/guardian-link.ts";
import { monotonicMs } from "../process/monotonic.ts";
import { type TestContext, testContext } from "../testing/test-context.ts";
import { runShellStep, type ShellContext } from "./shell-step.ts";
import { createWorkspace, removeWorkspace, type Workspace } from "./workspace.ts";

let guardian: GuardianLink;
let processes: AttemptProcesses;
let workspace: Workspace;
let cleanUps: (() => void)[];

beforeAll(async () => {
  guardian = await startGuardian();
});
afterAll(() => guardian.close());
beforeEach(async () => {
  cleanUps = [];
  processes = new AttemptProcesses(guardian);
  workspace = await createWorkspace();
  await guardian.register({ marker: processes.marker, folder: workspace.root, leaseMs: 60_000, sentAt: monotonicMs() });
});
afterEach(async () => {
  await processes.kill();
  for (const cleanUp of cleanUps) cleanUp();
  guardian.end(processes.marker);
  await removeWorkspace(workspace);
});

function context(
  parameters: Record<string, Json> = {},
  index = 0,
  secrets: Record<string, string> = {},
): TestContext & ShellContext {
  const identity = { runId: 42, attempt: 2, marker: processes.marker, workspace };
  const common = testContext(parameters, secrets);
  const atEnd = (cleanUp: () => void) => void cleanUps.push(cleanUp);
  return { ...common, index, identity, processes, atEnd };
}
const step = (run: string, fields: object = {}) => ShellStep.parse({ kind: "shell", name: "s", run, ...fields });

it("keeps stdout and stderr apart, in order of arrival, with the last line", async () => {
  const c = context();
  const script = "echo one; sleep 0.05; echo two >&2; sleep 0.05; printf 'gr\\303'; sleep 0.05; printf '\\274n'";
  expect(await runShellStep(step(script), c)).toEqual({ kind: "succeeded", exitCode: 0 });
  expect(c.lines).toEqual([
    { stream: "stdout", line: "one" },
    { stream: "stderr", line: "two" },
    { stream: "stdout", line: "grün" },
  ]);
});

it("gives scripts pipes that can be opened by name", async () => {
  const c = context();
  await runShellStep(step("echo a > /dev/stderr; echo b | tee /dev/stderr > /dev/stdout"), c);
  expect(c.of("stdout")).toEqual(["b"]);
  expect(c.of("stderr")).toEqual(["a", "b"]);
});

it("says exit code and signal", async () => {
  expect(await runShellStep(step("exit 3"), context())).toMatchObject({
    kind: "failed",
    code: "step_failed",
    error: "Exited with code 3",
    exitCode: 3,
    signal: null,
  });
  const killed = await runShellStep(step("kill -SEGV $$", {}), context({}, 1));
  expect(killed).toMatchObject({ kind: "failed", error: "Ended by SIGSEGV", exitCode: null, signal: "SIGSEGV" });
});

it("stops at the first command that fails, also inside a pipe", async () => {
  const c = context();
  expect(await runShellStep(step("false | cat\necho no"), c)).toMatchObject({ exitCode: 1 });
  expect(await runShellStep(step("false\necho no", { shell: "sh" }), context({}, 1))).toMatchObject({ exitCode: 1 });
  expect(c.lines).toEqual([]);
});

it("gives the script only its declared environment", async () => {
  process.env.OPS_TEST_SECRET = "s3cret";
  const c = context({ diskPercent: 90, "target-host": 'a "b" $(c)\nd', on: true, list: [1, "x"] });
  await runShellStep(step("env -0 | tr '\\n' '~' | tr '\\0' '\\n'", { env: { COLOUR: "red" } }), c);
  delete process.env.OPS_TEST_SECRET;
  const seen = Object.fromEntries(
    c.of("stdout").map((line) => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]),
  );
  const { PATH, PWD, SHLVL, _, OLDPWD, ...rest } = seen;
  expect(PATH?.startsWith(process.execPath.replace(/\/node$/, ":"))).toBe(true);
  expect(rest).toEqual({
    HOME: workspace.work,
    TMPDIR: workspace.tmp,
    LANG: "C.UTF-8",
    COLOUR: "red",
    OPS_RUN_ID: "42",
    OPS_ATTEMPT: "2",
    OPS_STEP: "0",
    OPS_TRY: "1",
    OPS_URL: c.opsUrl,
    OPS_ARTIFACTS: workspace.artifacts,
    OPS_NO_RETRY: `${workspace.control}/no-retry-0-1`,
    OPS_OUTPUTS: `${workspace.control}/outputs-0-1`,
    OPS_ATTEMPT_MARKER: processes.marker,
    OPS_PARAM_DISK_PERCENT: "90",
    OPS_PARAM_TARGET_HOST: 'a "b" $(c)~d',
    OPS_PARAM_ON: "true",
    OPS_PARAM_LIST: '[1,"x"]',
  });
});

it("runs in its own session, with nothing on stdin or the gate's descriptor, in the attempt's workspace", async () => {
  const c = context();
  await runShellStep(step('cat; pwd; echo $$; ps -o sid=,pgid= -p $$; ls /proc/$$/fd | tr "\\n" " "'), c);

  const [folder, pid, ids = "", descriptors] = c.of("stdout");
  expect(folder).toBe(workspace.work);
  expect(ids.trim().split(/\s+/)).toEqual([pid, pid]);
  expect(descriptors?.trim().split(" ").slice(0, 4)).not.toContain("3");
});

it("takes a script of 64 KB with any characters", async () => {
  const c = context();
  await runShellStep(step(`# ${"'\"$`\\".repeat(13_000)}\necho 'ü "$x" \\'`), c);
  expect(c.of("stdout")).toEqual(['ü "$x" \\']);
});

it("is not finished by a script that closes its output and lives on", async () => {
  const c = context();
  const since = performance.now();
  expect(await runShellStep(step("echo a; exec >&- 2>&-; sleep 0.6; exit 7"), c)).toMatchObject({ exitCode: 7 });
  expect(performance.now() - since).toBeGreaterThan(600);
  expect(c.of("stdout")).toEqual(["a"]);
});

it("ends with its main process; what it left in the background lives on and may go on writing", async () => {
  const c = context();
  const since = performance.now();
  const script = "(while echo tick; do sleep 0.02; done; echo broken > failed) & echo main; sleep 0.1";
  expect(await runShellStep(step(script), c)).toEqual({ kind: "succeeded", exitCode: 0 });
  expect(performance.now() - since).toBeLessThan(5_000);
  expect(c.of("stdout")).toContain("main");
  expect(processes.count()).toBeGreaterThan(0);
  expect(await runShellStep(step("sleep 0.2; test ! -e failed"), context({}, 1))).toEqual({
    kind: "succeeded",
    exitCode: 0,
  });
});

it("reads everything a process wrote before it ended, at the pace of whoever takes it", async () => {
  const c = context();
  let taken = 0;
  const slow = {
    ...c,
    write: () => void taken++,
    room: () => (taken % 5_000 === 0 ? new Promise<void>((resolve) => setTimeout(resolve, 20)) : undefined),
  };
  expect(await runShellStep(step("seq 100000"), slow)).toMatchObject({ kind: "succeeded" });
  expect(taken).toBe(100_000);
});

it("ends at its timeout by name", async () => {
  const c = context();
  const result = await runShellStep(step("sleep 1000", { timeout_seconds: 0.2 }), c);
  expect(result).toMatchObject({ kind: "failed", code: "step_timeout", signal: "SIGTERM" });
  expect(c.of("system")).toEqual(["not done after 0.2 s", "term_sent", "processes_gone"]);
});

it("gives a script that traps TERM its time to tidy up", async () => {
  const c = context();
  const result = runShellStep(step("trap 'echo tidy; exit 0' TERM; echo up; while :; do sleep 0.02; done"), c);
  await vi.waitFor(() => expect(c.of("stdout")).toEqual(["up"]));
  c.stop.request({ kind: "cancelled" });
  expect(await result).toEqual({ kind: "stopped", exitCode: 0, signal: null });
  expect(c.of("stdout")).toEqual(["up", "tidy"]);
});

it("kills what ignores TERM after its grace, children in other sessions included", async () => {
  const c = context();
  const script = "trap '' TERM; setsid bash -c 'trap \"\" TERM; sleep 1000' & echo up; while :; do sleep 0.02; done";
  const result = runShellStep(step(script, { grace_seconds: 0.3 }), c);
  await vi.waitFor(() => expect(c.of("stdout")).toEqual(["up"]));
  c.stop.request({ kind: "cancelled" });
  expect(await result).toEqual({ kind: "stopped", exitCode: null, signal: "SIGKILL" });
  expect(processes.count()).toBe(0);
  expect(c.of("system")).toEqual(["term_sent", "kill_sent", "processes_gone"]);
});

it("runs nothing when the guardian says that the attempt is over", async () => {
  guardian.end(processes.marker);
  const c = context();
  expect(await runShellStep(step(`touch ${workspace.root}/ran`), c)).toMatchObject({ kind: "stopped" });
  expect(existsSync(`${workspace.root}/ran`)).toBe(false);
});

it.each([
  [{}, "exit 3", true, "Exited with code 3"],
  [{ no_retry_exit_codes: [3, 4] }, "exit 3", false, "Exited with code 3"],
  [{ no_retry_exit_codes: [4] }, "exit 3", true, "Exited with code 3"],
  [{ retry_on_exit_codes: [75] }, "exit 75", true, "Exited with code 75"],
  [{ retry_on_exit_codes: [75] }, "exit 3", false, "Exited with code 3"],
  [{}, 'echo "no such host" > $OPS_NO_RETRY; exit 1', false, "Exited with code 1: no such host"],
  [{}, "touch $OPS_NO_RETRY; exit 1", false, "Exited with code 1"],
  [{}, "mkfifo $OPS_NO_RETRY; exit 1", false, "Exited with code 1: its reason cannot be read"],
  [{}, "ln -s /etc/passwd $OPS_NO_RETRY; exit 1", false, "Exited with code 1: its reason cannot be read"],
])("says whether a failure may be retried: %j %s", async (fields, script, retryable, error) => {
  expect(await runShellStep(step(script, fields), context())).toMatchObject({
    ...{ kind: "failed", retryable },
    error: expect.stringMatching(new RegExp(`^${error}`)),
  });
});
