import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStage, type Stage, verdict } from "./support/stage.ts";

const fromEnvironment = "t0ken-of-the-environment";
const fromFile = "first line of a file\nsecond line of it";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await writeFile(join(stage.folder, "FILE"), `${fromFile}\n`);
});
afterAll(() => stage.close());

const shell = (run: string) => ({ kind: "shell" as const, name: "leak", run, secrets: ["TOKEN"] });

it("a worker's secrets reach the script, and neither the log nor any other row, nor a command line, holds them", async () => {
  const worker = await stage.worker({
    env: { OPS_SECRET_TOKEN: fromEnvironment, OPS_SECRETS_DIR: stage.folder },
  });
  const leak = {
    ...shell(`
test "$TOKEN" = ${fromEnvironment.slice(0, 5)}"${fromEnvironment.slice(5)}"
printf 't0ken-of-'; sleep 0.3; echo 'the-environment'
echo "$TOKEN" | base64; printf 'user:%s' "$TOKEN" | base64 >&2
echo "$FILE_SECRET"; echo "$TOKEN" | fold -w 8
ps -eo args | awk 'index($0, ENVIRON["TOKEN"])' | wc -l
echo mail ada@example.test`),
    env_secrets: { FILE_SECRET: "FILE" },
  };
  const run = await stage.run([leak]);
  expect(await stage.reaches(run, "succeeded")).toMatchObject({ error: null });
  expect(await stage.lines(run)).toEqual([
    "***",
    "***Cg==",
    "***",
    "***",
    "***",
    "***",
    "***",
    "0",
    "mail [redacted e-mail]",
  ]);
  expect(await verdict(stage, run)).toMatchObject({ ok: true });
  // The step's own text names pieces only, so whatever holds the whole of it has leaked.
  for (const table of ["public.run_events", "public.runs", "public.audit_log", "public.run_steps", "public.workers"]) {
    const [found] = await stage.service.room.sql.unsafe(
      `select count(*)::int as n from ${table} t where t::text like '%${fromEnvironment}%' or t::text like '%second line of it%'`,
    );
    expect([table, found?.n]).toEqual([table, 0]);
  }
  worker.signal("SIGTERM");
  expect(await worker.exited).toBe(0);
});

it("a run whose secret no worker has fails by name before its first step", async () => {
  const worker = await stage.worker({ args: ["--drain-queue"] });
  const run = await stage.run(["echo never", shell("true")]);
  expect(await stage.reaches(run, "failed")).toMatchObject({
    failure_code: "secret_missing",
    error: expect.stringContaining("OPS_SECRET_TOKEN"),
  });
  expect(await stage.lines(run)).toEqual([]);
  await worker.exited;
});
