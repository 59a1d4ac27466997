import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refuseEditedMigrations, rememberMigrations } from "./migration-record.ts";

let scratch: string;
let folder: string;
let record: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "migration-record-"));
  folder = join(scratch, "migrations");
  record = join(scratch, "migrations.json");
  await mkdir(folder);
  await writeFile(join(folder, "1_one.sql"), "select 1;");
  await rememberMigrations(record, folder);
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

test("a new migration is welcome", async () => {
  await writeFile(join(folder, "2_two.sql"), "select 2;");
  await refuseEditedMigrations(record, folder);
  expect(await rememberMigrations(record, folder)).toBe(2);
});

test("an applied migration that was edited is refused with the way out", async () => {
  await writeFile(join(folder, "1_one.sql"), "select 11;");
  await expect(refuseEditedMigrations(record, folder)).rejects.toThrow(/1_one\.sql.*npm start -- --reset/s);
});

test("an applied migration that is gone is refused", async () => {
  await rm(join(folder, "1_one.sql"));
  await expect(refuseEditedMigrations(record, folder)).rejects.toThrow("1_one.sql");
});
