/** Vitest global setup: one instance for the suite, whose first operator is set up through the page as a person does it. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { z } from "zod";
import { buildRunboard } from "../../../cli/stack/runboard-build.ts";
import { launchChromium } from "../../harness/chromium.ts";
import { ScratchInstance } from "../../start/instance.ts";
import { becomeFirstOperator } from "./first-operator.ts";
import { watchPages } from "./page-faults.ts";
import { Shots } from "./screenshots.ts";

/** What the tests know of the instance; it passes between processes as JSON. */
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
}

declare module "vitest" {
  interface ProvidedContext {
    instance: RunningInstance;
  }
}

const Access = z.object({ url: z.url(), api_key: z.string() });
const Secrets = z.object({ supabase_keys: z.object({ publishable: z.string() }) });

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const instance = await ScratchInstance.create();
  const folder = await mkdtemp(join(tmpdir(), "runboard-browser-"));
  const remove = async () => {
    await instance.remove();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // On a fresh clone this takes longer than a start may.
    await buildRunboard();
    const setupUrl = await instance.start().url;
    const ops = Access.parse(JSON.parse(await readFile(join(instance.folder, "cli.json"), "utf8")));
    const secrets = Secrets.parse(JSON.parse(await readFile(join(instance.folder, "secrets.json"), "utf8")));
    const signedIn = join(folder, "signed-in.json");
    const browser = await launchChromium();
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
    project.provide("instance", {
      url: new URL(setupUrl).origin,
      setupUrl,
      ops,
      supabase: { url: new URL(ops.url).origin, publishableKey: secrets.supabase_keys.publishable },
      folder: instance.folder,
      signedIn,
    });
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}
