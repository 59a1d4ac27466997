import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256Hex } from "../harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, startOne } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";
import { type StorageProject, startStorageProject } from "../platform/support/storage-project.ts";

let project: StorageProject;
let service: Service;
beforeAll(async () => {
  service = await openService(undefined, async (database) => {
    project = await startStorageProject({ database });
    return { supabaseUrl: project.url, publishableKey: project.keys.publishable };
  });
});
afterAll(async () => {
  await service.close();
  await project.stop().catch(() => undefined);
});

const content = "x".repeat(300_000);

async function announcer(of: Service) {
  const key = await makeKey(of.room, ["runs.work"]);
  const operator = await makeUser(of.room, "operator");
  const { id: session_id } = await makeSession(of.room, operator);
  await makeRun(of.room, operator, { session_id });
  const { lease } = await startOne(of.room, key);
  const worker = of.client(key.key);
  const artifact = {
    step: 0,
    name: "a.txt",
    kind: "text",
    media_type: "text/plain",
    sha256: sha256Hex(content),
  } as const;
  return { worker, lease, announce: () => worker.uploadArtifact({ lease, ...artifact, size: content.length }) };
}
/** Whether Storage takes the content there; it may refuse by closing the connection. */
const takes = (path: string | undefined) =>
  fetch(`${project.url}${path}`, { method: "PUT", body: content }).then(
    ({ ok }) => ok,
    () => false,
  );

test("an announced upload has a signed address that takes its content once; then nothing is left but the commit", async () => {
  const { worker, lease, announce } = await announcer(service);
  const { object_path, upload_path } = await announce();
  expect(await takes(upload_path?.replace(object_path, `${object_path}x`))).toBe(false);
  expect(await takes(upload_path)).toBe(true);
  expect(await takes(upload_path)).toBe(false);
  expect(await announce()).toEqual({ object_path, arrived: true, directive: "continue" });
  expect(await worker.commitArtifact({ lease, object_path })).toMatchObject({ directive: "continue" });
  expect(service.executor.logs()).not.toContain(object_path);
});

test("while Storage is away an upload is unavailable, which may be tried again", async () => {
  const { announce } = await announcer(service);
  await project.stop();
  await expect(announce()).rejects.toMatchObject({ code: "unavailable", retryable: true });
});
