import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createGateway } from "../../supabase/local/gateway/gateway.ts";
import { sha256Hex } from "../harness/control-room.ts";
import { makeKey, makeRun, makeSession, makeUser, startOne } from "../harness/factories.ts";
import { openService, type Service } from "../harness/service.ts";
import { type StorageProject, startStorageProject } from "../platform/support/storage-project.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const large = "x".repeat(300_000);

let project: StorageProject;
let service: Service;
let gateway: Server;
let folder: string;
let env: NodeJS.ProcessEnv;
let run: number;
beforeAll(async () => {
  service = await openService(undefined, async (database) => {
    project = await startStorageProject({ database });
    return { supabaseUrl: project.url, publishableKey: project.keys.publishable, secretKey: project.keys.secret };
  });
  gateway = createGateway([
    { prefix: "/functions/v1", target: `${new URL(service.executor.url).origin}/functions/v1` },
    { prefix: "/storage/v1", target: `${project.url}/storage/v1` },
  ]);
  gateway.listen({ port: 0, host: "127.0.0.1" });
  await once(gateway, "listening");
  const { port } = z.object({ port: z.number() }).parse(gateway.address());
  const { key } = await makeKey(service.room, ["runs.read"]);
  const url = `http://127.0.0.1:${port}/functions/v1/ops-executor`;
  env = { PATH: process.env.PATH, OPS_URL: url, OPS_API_KEY: key };
  folder = await mkdtemp(join(tmpdir(), "ops-artifacts-"));
  run = await anAttemptWith({ "../report.txt": "all is well ✓\n", "build.log": large });
});
afterAll(async () => {
  gateway.close();
  gateway.closeAllConnections();
  await service.close();
  await project.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A run with an attempt that has attached these, as its worker would. */
async function anAttemptWith(contents: Record<string, string>): Promise<number> {
  const { room } = service;
  const key = await makeKey(room, ["runs.work"]);
  const operator = await makeUser(room, "operator");
  const { id: session_id } = await makeSession(room, operator);
  const { id } = await makeRun(room, operator, { session_id });
  const { lease } = await startOne(room, key);
  const worker = service.client(key.key);
  for (const [name, body] of Object.entries(contents)) {
    const size = Buffer.byteLength(body);
    const told = {
      lease,
      step: 0,
      name,
      kind: "text",
      media_type: "text/plain",
      sha256: sha256Hex(body),
      size,
    } as const;
    if (size < 1_000) {
      await worker.putArtifact({ ...told, encoding: "utf8", body });
      continue;
    }
    const { object_path, upload_path } = await worker.uploadArtifact(told);
    await fetch(`${project.url}${upload_path}`, { method: "PUT", body });
    await worker.commitArtifact({ lease, object_path });
  }
  return id;
}

async function ops(...args: string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, ...args], {
    ...{ env, extendEnv: false, reject: false, stripFinalNewline: false },
  });
  return { code: exitCode, stdout, stderr };
}

it("lists a run's artifacts, shows one byte for byte, and writes all to files that stay in their folder", async () => {
  const listed = await ops("artifacts", "list", String(run));
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { name: "../report.txt", attempt: 1, size: 16, sha256: sha256Hex("all is well ✓\n") },
    { name: "build.log", attempt: 1, size: 300_000 },
  ]);
  expect(await ops("artifacts", "show", String(run), "../report.txt")).toEqual({
    ...{ code: 0, stdout: "all is well ✓\n", stderr: "" },
  });
  const saved = await ops("artifacts", "download", String(run), "--to", folder);
  expect([saved.code, await readdir(folder)]).toEqual([0, [".._report.txt", "build.log"]]);
  expect(await readFile(join(folder, "build.log"), "utf8")).toBe(large);
  const again = await ops("artifacts", "download", String(run), "--to", folder);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("is there already") });
});

it("says by name what is not there", async () => {
  expect(await ops("artifacts", "show", String(run), "nothing")).toMatchObject({
    ...{ code: 5, stderr: expect.stringContaining('has no artifact "nothing"') },
  });
});

it("gives out nothing that is not what its digest says", async () => {
  await service.room.sql`alter table public.artifacts disable trigger artifacts_are_immutable`;
  await service.room.sql`update public.artifacts set sha256 = ${"0".repeat(64)} where run_id = ${run}`;
  for (const name of ["../report.txt", "build.log"]) {
    const shown = await ops("artifacts", "show", String(run), name);
    expect(shown).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("is not what its worker attached"),
    });
  }
});
