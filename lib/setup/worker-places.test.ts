import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import * as z from "zod";
import { workerPlaces } from "./worker-places.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (...path: string[]) => readFile(join(root, ...path), "utf8");
const Package = z.object({ scripts: z.record(z.string(), z.string()), dependencies: z.record(z.string(), z.string()) });
const thisPackage = async () => Package.parse(JSON.parse(await read("package.json")));
const names = z.array(z.string());

/** Variables that the worker reads, by its own source and its documentation. */
async function knownVariables(): Promise<(name: string) => boolean> {
  const [config, docs] = await Promise.all([read("workers", "config.ts"), read("docs", "workers.md")]);
  return (name) => config.includes(name) && docs.includes(name);
}

async function expectKnown(variables: string[]): Promise<void> {
  const known = await knownVariables();
  expect(variables).toEqual(expect.arrayContaining(["OPS_URL", "OPS_API_KEY"]));
  expect(variables.filter((name) => !known(name))).toEqual([]);
}

test("cloud-init is valid and starts the documented command as a service of its own user, on the pinned Node", async () => {
  const text = await read("deploy", "digitalocean", "cloud-init.yaml");
  expect(text.startsWith("#cloud-config\n")).toBe(true);
  const File = z.object({ path: z.string(), permissions: z.string().optional(), content: z.string() });
  const { write_files: files, runcmd } = z.object({ write_files: z.array(File), runcmd: names }).parse(parse(text));
  const [env, unit] = [
    files.find(({ path }) => path.endsWith(".env")),
    files.find(({ path }) => path.endsWith(".service")),
  ];
  expect(env?.permissions).toBe("0600");
  await expectKnown((env?.content ?? "").split("\n").flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []));
  expect(unit?.content).toContain(`EnvironmentFile=${env?.path}`);
  expect(unit?.content).toMatch(/^ExecStart=\/usr\/local\/bin\/npm run worker$/m);
  expect(unit?.content).toMatch(/^User=ops$/m);
  const { scripts, dependencies } = await thisPackage();
  expect(scripts.worker).toBeDefined();
  expect(runcmd[0]).toContain(`/v${dependencies.node}/`);
});

test("the Kubernetes manifest is valid, names its own Secret, runs an image of the pinned Node and the documented command", async () => {
  const documents = parseAllDocuments(await read("deploy", "kubernetes", "worker.yaml")).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
  const Secret = z.object({ metadata: z.object({ name: z.string() }), stringData: z.record(z.string(), z.string()) });
  const Container = z.object({
    image: z.string(),
    command: names,
    envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })).optional(),
  });
  const Pod = z.object({
    initContainers: z.array(Container),
    containers: z.array(Container),
    terminationGracePeriodSeconds: z.number(),
  });
  const Deployment = z.object({ kind: z.literal("Deployment"), spec: z.object({ template: z.object({ spec: Pod }) }) });
  const secret = Secret.parse(documents[0]);
  const { containers, initContainers, terminationGracePeriodSeconds } = Deployment.parse(documents[1]).spec.template
    .spec;
  await expectKnown(Object.keys(secret.stringData));
  expect(containers[0]?.envFrom?.[0]?.secretRef.name).toBe(secret.metadata.name);
  expect(containers[0]?.command).toEqual(["npm", "run", "worker"]);
  expect(terminationGracePeriodSeconds).toBeGreaterThan(20);
  const { dependencies } = await thisPackage();
  for (const { image } of [...containers, ...initContainers]) expect(image).toBe(`node:${dependencies.node}-bookworm`);
});

test("the GitHub workflow is valid and empties the queue by the documented command, with actions that our own CI uses", async () => {
  const Step = z.object({
    uses: z.string().optional(),
    run: z.string().optional(),
    env: z.record(z.string(), z.string()).optional(),
  });
  const Workflow = z.object({ jobs: z.object({ work: z.object({ steps: z.array(Step) }) }) });
  const { steps } = Workflow.parse(parse(await read("deploy", "github-actions", "worker.yml"))).jobs.work;
  const ci = await read(".github", "workflows", "ci.yml");
  for (const { uses } of steps) if (uses !== undefined) expect(ci).toContain(uses);
  const work = steps.find(({ run }) => run !== undefined);
  expect(work?.run).toMatch(/^npm run worker -- --drain-queue/);
  await expectKnown(Object.keys(work?.env ?? {}));
});

describe("what the wizard shows", () => {
  test("leaves nothing open but the key and the clone, which the browser fills in", async () => {
    const places = await workerPlaces("https://x.supabase.co", "sb_publishable_x", root);
    expect(places.map(({ id }) => id)).toEqual(["here", "digitalocean", "kubernetes", "github"]);
    const texts = places.flatMap(({ parts }) => parts.map(({ text }) => text)).join("\n");
    const open = new Set([...texts.matchAll(/(?<!\$)\{\{([A-Z_]+)\}\}/g)].map(([, name]) => name));
    expect([...open].sort()).toEqual(["OPS_API_KEY", "OPS_REPOSITORY"]);
    expect(texts).toContain("https://x.supabase.co/functions/v1/ops-executor");
  });
});
