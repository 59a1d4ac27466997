/** Vitest global setup: instances for the suite, whose first operator is set up through the page as a person does it. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { z } from "zod";
import { buildRunboard } from "../../../cli/stack/runboard-build.ts";
import { headlessPath, launchChromium } from "../../harness/chromium.ts";
import { ScratchInstance } from "../../start/instance.ts";
import { becomeFirstOperator } from "./first-operator.ts";
import { watchPages } from "./page-faults.ts";
import { Shots } from "./screenshots.ts";

/** What the tests know of an instance; it passes between processes as JSON. */
export interface RunningInstance {
  /** The Runboard's address. */
  url: string;
  /** The address with the one-time code, which has been used. */
  setupUrl: string;
  /** Address and key for the SDK. */
  ops: { url: string; api_key: string };
  /** The platform's gateway and its publishable key. */
  supabase: { url: string; publishableKey: string };
  /** The instance's folder. */
  folder: string;
  /** A file with the browser state of the first operator, signed in. */
  signedIn: string;
  /** The browser's program. */
  chromium: string;
}

declare module "vitest" {
  interface ProvidedContext {
    instances: RunningInstance[];
  }
}

const Access = z.object({ url: z.url(), api_key: z.string() });
const Secrets = z.object({ supabase_keys: z.object({ publishable: z.string() }) });

/** One instance for each file that runs at a time, and none that no file would use. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "runboard-browser-"));
  const scratch: ScratchInstance[] = [];
  const remove = async () => {
    await Promise.all(scratch.map((instance) => instance.remove()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // On a fresh clone these take longer than a start may.
    const [chromium] = await Promise.all([headlessPath(), buildRunboard()]);
    const count = Math.min(project.config.maxWorkers, project.vitest.state.getPaths().length);
    for (let place = 1; place <= count; place += 1) scratch.push(await ScratchInstance.create());
    const opened = scratch.map((instance, index) =>
      open(instance, chromium, join(folder, `signed-in-${index + 1}.json`)),
    );
    project.provide("instances", await Promise.all(opened));
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Starts an instance and sets up its first operator, whose browser state goes into the file `signedIn`. */
async function open(instance: ScratchInstance, chromium: string, signedIn: string): Promise<RunningInstance> {
  const setupUrl = await instance.start().url;
  const ops = Access.parse(JSON.parse(await readFile(join(instance.folder, "cli.json"), "utf8")));
  const secrets = Secrets.parse(JSON.parse(await readFile(join(instance.folder, "secrets.json"), "utf8")));
  const browser = await launchChromium(chromium);
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const faults: string[] = [];
    await watchPages(context, faults);
    await becomeFirstOperator(await context.newPage(), setupUrl, new Shots());
    await context.storageState({ path: signedIn });
    if (faults.length > 0) throw new Error(faults.join("\n"));
  } finally {
    await browser.close();
  }
  return {
    url: new URL(setupUrl).origin,
    setupUrl,
    ops,
    supabase: { url: new URL(ops.url).origin, publishableKey: secrets.supabase_keys.publishable },
    folder: instance.folder,
    signedIn,
    chromium,
  };
}
