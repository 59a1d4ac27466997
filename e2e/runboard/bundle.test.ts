import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { z } from "zod";
import { findSecrets } from "./support/find-secrets.ts";
import { ownInstance } from "./support/instance.ts";

const instance = ownInstance();
const STATIC = fileURLToPath(new URL("../../.next/static", import.meta.url));
/** Gzip, as it crosses the network; bench/README.md says what is in it. The board's path is that of a session. */
const FIRST_LOAD_BYTES = {
  board: 206_000,
  "/runs": 208_000,
  "/runs/1": 236_000,
  "/overview": 210_000,
  "/templates": 202_000,
  "/templates/log-storm": 266_000,
};

const State = z.object({ cookies: z.array(z.object({ name: z.string(), value: z.string() })) });
const Session = z.object({ data: z.object({ sessions: z.array(z.object({ id: z.number() })).min(1) }) });

/** Every secret of the instance by the name it has in its file; the publishable key and public halves are none. */
async function secretsOfInstance(): Promise<Record<string, string>> {
  const file = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(await readFile(join(instance.folder, "secrets.json"), "utf8")));
  const isSecret = (path: string) => !/publishable|hint|key_sha256|signing_key\.(?!d$)/.test(path);
  const flatten = (value: unknown, path: string): [string, string][] => {
    if (typeof value === "string") return isSecret(path) ? [[path, value]] : [];
    return Object.entries(z.record(z.string(), z.unknown()).parse(value)).flatMap(([key, part]) =>
      flatten(part, `${path}.${key}`),
    );
  };
  return Object.fromEntries(Object.entries(file).flatMap(([name, value]) => flatten(value, name)));
}

async function signedInPage(path: string): Promise<string> {
  const { cookies } = State.parse(JSON.parse(await readFile(instance.signedIn, "utf8")));
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const response = await fetch(new URL(path, instance.url), { headers: { cookie }, redirect: "error" });
  expect(response.status).toBe(200);
  return await response.text();
}

async function staticFiles(): Promise<(readonly [file: string, text: string])[]> {
  const entries = await readdir(STATIC, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(files.map(async (file) => [file, await readFile(file, "latin1")] as const));
}

async function boardPath(): Promise<string> {
  const headers = { authorization: `Bearer ${instance.ops.api_key}`, "content-type": "application/json" };
  const response = await fetch(`${instance.ops.url}/sessions.list`, { method: "POST", headers, body: "{}" });
  return `/sessions/${Session.parse(await response.json()).data.sessions[0]?.id}`;
}

test("secrets are found whatever they look like", () => {
  const token = ["eyJhbGciOiJIUzI1NiJ9", Buffer.from('{"role":"service_role"}').toString("base64url"), "c2ln"].join(
    ".",
  );
  const planted = {
    a: `x="sb_secret_${"a".repeat(22)}"`,
    b: `ocr_${"b".repeat(43)}`,
    c: token,
    d: "postgresql://postgres:hunter2@db:5432/postgres",
    e: "the very password",
  };
  for (const text of Object.values(planted)) {
    expect(findSecrets(`before ${text} after`, { password: "the very password" }), text).toHaveLength(1);
  }
  expect(findSecrets('key.startsWith("sb_secret_")', { password: "the very password" })).toEqual([]);
});

test("nothing that a browser can fetch holds a secret", async () => {
  const secrets = await secretsOfInstance();
  expect(Object.keys(secrets)).toEqual(
    expect.arrayContaining(["supabase_keys.secret", "worker_key.key", "cli_key.key", "signing_key.d"]),
  );
  const texts = await staticFiles();
  expect(texts.filter(([file]) => file.endsWith(".js")).length).toBeGreaterThan(5);
  const pages = [
    ["the board", await signedInPage(await boardPath())],
    ["the sign-in page", await (await fetch(new URL("/sign-in", instance.url))).text()],
  ] as const;
  const found = [...texts, ...pages].flatMap(([name, text]) =>
    findSecrets(text, secrets).map((secret) => `${name}: ${secret}`),
  );
  expect(found).toEqual([]);
});

/** Compressed bytes of the scripts that a page names when it arrives, and the scripts' text. */
async function firstLoad(path: string): Promise<{ bytes: number; text: string }> {
  const html = await signedInPage(path);
  // Scripts for browsers without modules are loaded by none that the Runboard supports.
  const tags = [...html.matchAll(/<script\b[^>]*>|<link\b[^>]*\bas="script"[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/nomodule/i.test(tag));
  const paths = new Set(tags.flatMap((tag) => /(?:src|href)="([^"]+\.js[^"]*)"/.exec(tag)?.[1] ?? []));
  expect(paths.size).toBeGreaterThan(2);
  const scripts = await Promise.all(
    [...paths].map(async (script) => {
      const response = await fetch(new URL(script, instance.url));
      expect(response.status, script).toBe(200);
      return Buffer.from(await response.arrayBuffer());
    }),
  );
  // They are compiled while they arrive (cli/stack/compile-hints.ts).
  for (const script of scripts) expect(script.toString("latin1", 0, 28)).toBe("//# allFunctionsCalledOnLoad");
  const bytes = scripts.reduce((sum, script) => sum + gzipSync(script).byteLength, 0);
  return { bytes, text: scripts.map(String).join("\n") };
}

/** What comes only when it is wanted, by words of it that minifying keeps. */
const LATER = { "the editor": /cm-content/, zod: /\b_zod\b/ };

test("the first load of compressed JavaScript does not grow, on any main screen; editor and schemas come when they are wanted", async () => {
  const all = (await staticFiles()).map(([, text]) => text).join("\n");
  for (const [what, words] of Object.entries(LATER)) expect(all, what).toMatch(words);
  for (const [page, limit] of Object.entries(FIRST_LOAD_BYTES)) {
    const { bytes, text } = await firstLoad(page === "board" ? await boardPath() : page);
    expect(bytes, page).toBeLessThan(limit);
    for (const [what, words] of Object.entries(LATER)) expect(words.test(text), `${what} on ${page}`).toBe(false);
  }
});
