import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { execa } from "execa";

/** The same engine without a desktop's windows and profiles: a page of its own costs half the processor time there. */
const SHELL = "chromium-headless-shell";
/** Itself: the command on the path is a script around it, whose end is not its own. */
const SHELL_AT = `/usr/lib/chromium/${SHELL}`;
const FOLDERS = ["/usr/bin", "/snap/bin"];
const NAMES = [
  ...["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/** Not for long where there is no network. */
const APT = "apt-get -o Acquire::Retries=1 -o Acquire::http::Timeout=20";
const apt = (name: string) => `${APT} update && ${APT} install -y --no-install-recommends ${name}`;

/** Starts a browser without a window: by itself this machine's Chromium as people have it. */
export async function launchChromium(executablePath?: string): Promise<Browser> {
  return await chromium.launch({ executablePath: executablePath ?? (await chromiumPath()), args: sandboxArgs() });
}

/** The browser for tests, which open hundreds of windows: Debian's headless shell, installed where that can be done; else Chromium. */
export async function headlessPath(): Promise<string> {
  if (process.env.CHROMIUM_PATH) return await chromiumPath();
  if (!(await isExecutable(SHELL_AT))) await install(SHELL);
  return (await isExecutable(SHELL_AT)) ? SHELL_AT : await chromiumPath();
}

/** Throws with the command that installs it where it is not and cannot be installed by itself. */
export async function chromiumPath(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (await isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which cannot be executed`);
  }
  if ((await find(NAMES)) === undefined) await install("chromium");
  const found = await find(NAMES);
  if (found !== undefined) return found;
  const command =
    process.platform === "linux" ? `sudo sh -c '${apt("chromium")}'` : "brew install --cask google-chrome";
  throw new Error(`These tests need Chromium. Install it with\n  ${command}\nor set CHROMIUM_PATH.`);
}

/** Chromium's sandbox refuses root. */
export function sandboxArgs(): string[] {
  return process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

async function find(names: string[]): Promise<string | undefined> {
  const folders = [...FOLDERS, ...(process.env.PATH ?? "").split(delimiter).filter(isAbsolute)];
  const paths = names.flatMap((name) => (isAbsolute(name) ? name : folders.map((folder) => join(folder, name))));
  for (const path of paths) if (await isExecutable(path)) return path;
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Installs one of Debian's packages as root, as in a container for tests. Where that cannot be done nothing happens, or it is told why. */
async function install(name: string): Promise<void> {
  if (process.getuid?.() !== 0 || !(await isExecutable("/usr/bin/apt-get"))) return;
  process.stdout.write(`${name} is missing and is installed once: ${apt(name)}\n`);
  const done = await execa("sh", ["-c", apt(name)], {
    env: { DEBIAN_FRONTEND: "noninteractive" },
    timeout: 300_000,
    reject: false,
  });
  if (done.failed) process.stdout.write(`It could not be installed: ${done.stderr || done.shortMessage}\n`);
}
