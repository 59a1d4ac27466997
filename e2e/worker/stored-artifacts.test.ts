import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { type StorageProject, startStorageProject } from "../platform/support/storage-project.ts";
import { openStage, type Stage } from "./support/stage.ts";

let project: StorageProject;
let stage: Stage;
beforeAll(async () => {
  stage = await openStage(async (database) => {
    project = await startStorageProject({ database, maxObjectBytes: limits.fileArtifactBytes });
    return { supabaseUrl: project.url, publishableKey: project.keys.publishable };
  });
  await stage.worker({ env: { SUPABASE_URL: project.url, OPS_SECRET_TOKEN: "a-very-secret-value" } });
});
afterAll(async () => {
  await stage.close();
  await project.stop();
});

it("a file of 5 MB is attached, and its reader gets the very bytes; one of 51 MB and one with a secret are refused by name", async () => {
  const big = "head -c 5000000 /dev/urandom > $OPS_ARTIFACTS/a.bin; sha256sum < $OPS_ARTIFACTS/a.bin | cut -c -64";
  const run = await stage.run([
    big,
    "truncate -s 53477376 $OPS_ARTIFACTS/b.img",
    {
      kind: "shell",
      name: "leak",
      run: '{ head -c 400000 /dev/zero; printf %s "$TOKEN"; head -c 300000 /dev/zero; } > $OPS_ARTIFACTS/c.bin',
      secrets: ["TOKEN"],
    },
  ]);
  await stage.reaches(run, "succeeded");
  expect(await stage.lines(run, "system")).toEqual([
    "artifact b.img was not attached: it is larger than 50 MB",
    "artifact c.bin was not attached: it holds a secret",
  ]);
  const [row, ...more] = await stage.service.room.sql<{ object_path: string; sha256: string; size: number }[]>`
    select object_path, sha256, size::int, session_id::int from public.artifacts where run_id = ${run.id}`;
  expect(more).toEqual([]);
  expect(row).toMatchObject({ sha256: (await stage.lines(run))[0], size: 5_000_000 });

  const [reader] = await stage.service.room.sql<{ user_id: string }[]>`select user_id from public.operators limit 1`;
  const token = await project.tokens.sign({ sub: reader?.user_id ?? "", role: "authenticated" }, 60);
  const bucket = project.client({ token }).storage.from("artifacts");
  const { data, error } = await bucket.download(row?.object_path ?? "");
  expect(error).toBeNull();
  const bytes = Buffer.from((await data?.arrayBuffer()) ?? new ArrayBuffer(0));
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(row?.sha256);
  const anyone = await project
    .client()
    .storage.from("artifacts")
    .download(row?.object_path ?? "");
  expect(anyone.error).not.toBeNull();
  const left = await stage.service.room.sql`select name from private.artifact_uploads`;
  expect([...left]).toEqual([]);
});
