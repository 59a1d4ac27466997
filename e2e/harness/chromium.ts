import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import { execa } from "execa";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FOLDERS = ["/usr/bin", "/snap/bin"];
const ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const INSTALL = "apt-get update && apt-get install -y --no-install-recommends chromium";

/** A headless Chromium of this machine. Throws with the command that installs one when there is none. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: await chromiumPath(), args: sandboxArgs() });
}

/** The same with a profile in a folder, which outlives it. */
export async function launchChromiumProfile(folder: string): Promise<BrowserContext> {
  return await chromium.launchPersistentContext(folder, { executablePath: await chromiumPath(), args: sandboxArgs() });
}

export async function chromiumPath(): Promise<string> {
  return (await findChromium()) ?? (await installChromium());
}

/** Chromium's sandbox refuses root. */
export function sandboxArgs(): string[] {
  return process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

async function findChromium(): Promise<string | undefined> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (await isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which cannot be executed`);
  }
  const folders = [...FOLDERS, ...(process.env.PATH ?? "").split(delimiter).filter(isAbsolute)];
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const path of [...paths, ON_A_MAC]) if (await isExecutable(path)) return path;
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** On Debian as root, as in a container for tests, the package is installed once. */
async function installChromium(): Promise<string> {
  const isDebian = process.platform === "linux" && (await isExecutable("/usr/bin/apt-get"));
  if (!isDebian || process.getuid?.() !== 0) {
    const command = process.platform === "linux" ? `sudo sh -c '${INSTALL}'` : "brew install --cask google-chrome";
    throw new Error(`These tests need Chromium. Install it with\n  ${command}\nor set CHROMIUM_PATH.`);
  }
  process.stdout.write(`Chromium is missing and is installed once: ${INSTALL}\n`);
  await execa("sh", ["-c", INSTALL], { env: { DEBIAN_FRONTEND: "noninteractive" }, timeout: 300_000 });
  const installed = await findChromium();
  if (installed === undefined)
    throw new Error("The package chromium was installed, but /usr/bin/chromium is not there");
  return installed;
}
