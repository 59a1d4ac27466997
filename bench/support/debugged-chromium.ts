import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { headlessPath, sandboxArgs } from "../../e2e/harness/chromium.ts";
import { waitUntil } from "../../supabase/local/process/wait-until.ts";

const READY_WITHIN_MS = 20_000;
/** Nothing of its own beside the page: no updates, no start page, no processor that draws for a graphics card that is not there. */
const QUIET = [
  ...["--headless=new", "--disable-gpu", "--no-first-run", "--password-store=basic", "--disable-extensions"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-sync"],
];

export interface DebuggedChromium {
  /** On loopback, for whoever speaks the DevTools protocol. */
  port: number;
  close(): Promise<void>;
}

/** Chromium without a desktop's windows beside the page, with its profile in `folder`, for a tool that brings no browser. It keeps the priority that its starter has at this moment. */
export async function openDebuggedChromium(folder: string): Promise<DebuggedChromium> {
  const args = [...QUIET, `--user-data-dir=${folder}`, "--remote-debugging-port=0", ...sandboxArgs(), "about:blank"];
  const chromium = execa(await headlessPath(), args, { reject: false, stdio: "ignore" });
  const close = async () => {
    chromium.kill();
    await chromium;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // Its first line is the port, once it listens.
  const said = () => readFile(join(folder, "DevToolsActivePort"), "utf8").catch(() => null);
  const text = await waitUntil(said, { timeoutMs: READY_WITHIN_MS, intervalMs: 100 });
  const port = Number(text?.split("\n")[0]);
  if (!Number.isInteger(port) || port === 0) {
    await close();
    throw new Error("Chromium did not say on which port it listens");
  }
  return { port, close };
}
