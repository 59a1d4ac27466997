import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loadEnvFiles } from "./env-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "env-file-"));
  // Undefined: as if this machine had none of them; all is put back afterwards.
  for (const name of ["OPS_ENV_FILE", "FROM_FILE", "FROM_BOTH", "FROM_OUTSIDE"]) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});
const write = (name: string, text: string) => writeFile(join(folder, name), text);

test("variables come from .env.local, then from .env, and the environment wins over both", async () => {
  vi.stubEnv("FROM_OUTSIDE", "real");
  await write(".env", "FROM_FILE='a b'\nFROM_BOTH=second\nFROM_OUTSIDE=file\n");
  await write(".env.local", "# mine\nFROM_BOTH=first\n");
  expect(loadEnvFiles(folder)).toEqual([join(folder, ".env.local"), join(folder, ".env")]);
  const { FROM_FILE, FROM_BOTH, FROM_OUTSIDE } = process.env;
  expect({ FROM_FILE, FROM_BOTH, FROM_OUTSIDE }).toEqual({
    FROM_FILE: "a b",
    FROM_BOTH: "first",
    FROM_OUTSIDE: "real",
  });
});

test("no file is needed; one that is there and cannot be read is named", async () => {
  expect(loadEnvFiles(folder)).toEqual([]);
  await mkdir(join(folder, ".env"));
  expect(() => loadEnvFiles(folder)).toThrow(join(folder, ".env"));
});

test("OPS_ENV_FILE names another file, which then has to be there; empty it means none", async () => {
  await write(".env", "FROM_FILE=yes\n");
  await write("other", "FROM_BOTH=other\n");
  vi.stubEnv("OPS_ENV_FILE", "");
  expect(loadEnvFiles(folder)).toEqual([]);
  vi.stubEnv("OPS_ENV_FILE", join(folder, "other"));
  expect(loadEnvFiles(folder)).toEqual([join(folder, "other")]);
  expect([process.env.FROM_FILE, process.env.FROM_BOTH]).toEqual([undefined, "other"]);
  vi.stubEnv("OPS_ENV_FILE", join(folder, "nowhere"));
  expect(() => loadEnvFiles(folder)).toThrow("nowhere cannot be read");
});
