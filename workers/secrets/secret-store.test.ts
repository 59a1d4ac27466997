import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { SecretError, SecretStore } from "./secret-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "secrets-"));
});
afterEach(() => rm(folder, { recursive: true }));

const resolve = (environment: NodeJS.ProcessEnv, name: string) =>
  SecretStore.take({ OPS_SECRETS_DIR: folder, ...environment })
    .resolve([name])
    .then((values) => values.get(name));

describe("a secret", () => {
  it("is taken out of the environment, where no child can inherit it", async () => {
    const environment: NodeJS.ProcessEnv = { OPS_SECRET_TOKEN: "value", OTHER: "stays" };
    const store = SecretStore.take(environment);
    expect(environment).toEqual({ OTHER: "stays" });
    expect(await store.resolve(["TOKEN"])).toEqual(new Map([["TOKEN", "value"]]));
  });

  it("comes from a file without its last newline, read anew each time; the environment goes before it", async () => {
    await writeFile(join(folder, "KEY"), "line 1\nline 2\r\n");
    expect(await resolve({}, "KEY")).toBe("line 1\nline 2");
    await writeFile(join(folder, "KEY"), "rotated");
    expect(await resolve({}, "KEY")).toBe("rotated");
    expect(await resolve({ OPS_SECRET_KEY: "first" }, "KEY")).toBe("first");
  });

  it.each<[string, NodeJS.ProcessEnv, string | Buffer | undefined, RegExp]>([
    ["is unknown", {}, undefined, /S is not known to this worker: set OPS_SECRET_S/],
    ["is unknown without a folder", { OPS_SECRETS_DIR: "" }, undefined, /S is not known to this worker/],
    ["is empty", { OPS_SECRET_S: "" }, undefined, /S is empty/],
    ["is no text", {}, Buffer.from([0xff, 0xfe]), /S is not UTF-8/],
    ["holds a NUL", {}, "a\0b", /S holds a NUL/],
    ["is too large", {}, "x".repeat(limits.secretBytes + 1), /S is larger than 64 KB/],
  ])("that %s is refused by name", async (_, environment, file, message) => {
    if (file !== undefined) await writeFile(join(folder, "S"), file);
    const refused = expect(resolve(environment, "S")).rejects;
    await refused.toThrow(SecretError);
    await expect(resolve(environment, "S")).rejects.toThrow(message);
  });

  it.each(["../S", "sub/S", ".", "", "S\0"])("is looked for in the folder alone: %j is no name", async (name) => {
    const held = join(folder, "held");
    await mkdir(join(held, "sub"), { recursive: true });
    for (const place of [folder, join(held, "sub")]) await writeFile(join(place, "S"), "elsewhere");
    const refused = expect(resolve({ OPS_SECRETS_DIR: held }, name)).rejects;
    await refused.toThrow(/ is no name of a secret$/);
  });
});
