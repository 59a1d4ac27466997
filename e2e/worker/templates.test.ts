import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readTemplateFile } from "../../cli/template-file.ts";
import type { Json } from "../../supabase/functions/_shared/contracts/text.ts";
import { openStage, type Stage, verdict } from "./support/stage.ts";

const folder = new URL("../../supabase/templates/", import.meta.url);
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  for (const name of await readdir(folder)) {
    await stage.operator.publishTemplate(await readTemplateFile(new URL(name, folder).pathname));
  }
  await stage.worker();
});
afterAll(() => stage?.close());

async function runOf(template: string, parameters: Record<string, Json> = {}) {
  const [session] = (await stage.operator.listSessions({})).sessions;
  if (session === undefined) throw new Error("the stage has no session");
  return (await stage.operator.createRun({ session_id: session.id, template, parameters })).run;
}

async function artifactsOf(runId: number) {
  return await stage.service.room.sql<{ name: string; kind: string; sha256: string; body: string }[]>`
    select name, kind, sha256, body from public.artifacts where run_id = ${runId} order by name`;
}

/** The host that runs the tests may be full or busy. */
const generous = { disk_percent: 100, memory_percent: 100, load_per_cpu: 1_000, mount_ms: 60_000 };

it("Host health measures this host, attaches a report, and fails by name beyond a threshold", async () => {
  const healthy = await stage.reaches(await runOf("host-health", generous), "succeeded");
  expect((await stage.lines(healthy)).join("\n")).toMatch(/Load +[\s\S]*Memory +[\s\S]*Disk +[\s\S]*Slowest mount +/);
  expect(await artifactsOf(healthy.id)).toMatchObject([{ name: "host-health.md", kind: "markdown" }]);

  const sick = await stage.reaches(await runOf("host-health", { ...generous, memory_percent: 0.001 }), "failed");
  expect(sick.failure_code).toBe("step_failed");
  expect((await stage.lines(sick, "stderr")).join("\n")).toMatch(/memory/i);
});

it("HTTP check asks the stack's own endpoint by default, and fails on another status than expected", async () => {
  const fine = await stage.reaches(await runOf("http-check", { latency_budget_ms: 10_000 }), "succeeded");
  expect(await stage.lines(fine)).toEqual([expect.stringMatching(/^GET http:.*\/healthz 200 \d+ ms ok$/)]);
  await stage.reaches(await runOf("http-check", { expected_status: 418 }), "failed");
});

it("Log storm prints what it promises: every numbered line, colours, cut lines and random bytes", async () => {
  const run = await stage.reaches(await runOf("log-storm", { lines_per_second: 500, seconds: 2 }), "succeeded", 60_000);
  const lines = await stage.lines(run);
  const numbers = [...lines, ...(await stage.lines(run, "stderr"))].flatMap((line) => {
    const number = /line (\d+)/.exec(line)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 1));
  expect(lines.some((line) => line.includes("\u001b["))).toBe(true);
  expect(lines.some((line) => line.endsWith("bytes]"))).toBe(true);
  expect(lines.some((line) => line.includes("\ufffd"))).toBe(true);
  expect(await verdict(stage, run)).toMatchObject({ ok: true });
});

it("Release drill goes through its eight steps and attaches tarball, checksum and report", async () => {
  const run = await stage.reaches(await runOf("release-drill"), "succeeded", 60_000);
  const steps = await stage.service.room.sql`select status from public.run_steps where run_id = ${run.id}`;
  expect(steps.map(({ status }) => status)).toEqual(Array(8).fill("succeeded"));
  const [tarball, checksum, report] = await artifactsOf(run.id);
  expect(tarball?.name).toMatch(/\.tar\.gz$/);
  expect(checksum?.body).toContain(tarball?.sha256);
  expect(report).toMatchObject({ kind: "markdown" });
});
