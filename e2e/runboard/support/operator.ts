import { setTimeout as delay } from "node:timers/promises";
import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createOpsClient, type OpsClient } from "../../../lib/ops-client/index.ts";
import { launchChromium } from "../../harness/chromium.ts";
import { expect, PATIENCE_MS } from "./expect.ts";
import { ownInstance } from "./instance.ts";
import { watchPages } from "./page-faults.ts";

export { expect };

export interface Operator {
  ops: OpsClient;
  /** A page of a new window in which the first operator is signed in. Closed after the test. */
  window(path: string): Promise<Page>;
  /** A page of a browser that nobody has signed in with. */
  stranger(path: string): Promise<Page>;
  /** A new session with lanes A to D, its board in a new window. */
  board(name: string): Promise<{ page: Page; sessionId: number; lanes: readonly { id: number; name: string }[] }>;
}

/** Chromium now and then does not answer that something is closed, which is nothing of what is tested: so long it is waited for, in ms. */
const closingMs = 30_000;
const atMost = (closing: Promise<void> | undefined) =>
  Promise.race([closing, delay(closingMs, undefined, { ref: false })]);

const VIEWPORT = { width: 1440, height: 900 };

/**
 * Gives a test file a browser and the first operator; call it once at the top of the file. A test fails with its pages' faults, too.
 * `whole`: the one that people have, as the headless shell shows no notifications.
 */
export function openBrowser({ whole = false } = {}): Operator {
  const instance = ownInstance();
  const ops = createOpsClient({ url: instance.ops.url, credential: () => instance.ops.api_key });
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(whole ? undefined : instance.chromium);
  });
  afterEach(async ({ task }) => {
    const open = contexts.splice(0);
    const seen = task.result?.state === "fail" ? await whatTheyShow(open) : [];
    for (const context of open) await atMost(context.close());
    expect(faults.splice(0)).toEqual([]);
    if (seen.length > 0) throw new Error(`When it failed, its pages showed\n${seen.join("\n")}`);
  });
  afterAll(() => atMost(browser?.close()));

  const open = async (path: string, storageState?: string): Promise<Page> => {
    const context = await browser.newContext({
      viewport: VIEWPORT,
      ...(storageState !== undefined && { storageState }),
    });
    contexts.push(context);
    await watchPages(context, faults);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await visit(page, new URL(path, instance.url).href);
    return page;
  };
  return {
    ops,
    window: (path) => open(path, instance.signedIn),
    stranger: (path) => open(path),
    async board(name) {
      const { id, lanes } = await ops.createSession({ name });
      const page = await open(`/sessions/${id}`, instance.signedIn);
      await expect(page.getByRole("heading", { name })).toBeVisible();
      await isLive(page);
      return { page, sessionId: id, lanes };
    },
  };
}

/** Each page's address and what it shows, as a screen reader is told. A page that does not answer is left out. */
async function whatTheyShow(contexts: BrowserContext[]): Promise<string[]> {
  const pages = contexts.flatMap((context) => context.pages());
  const seen = pages.map(async (page) => {
    const tree = await page.locator("body").ariaSnapshot({ timeout: 5_000 });
    return `${page.url()}\n${tree}`;
  });
  return (await Promise.allSettled(seen)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

/** Opens an address and waits until the page can be used. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await isAwake(page);
}

/** Loads the page again and waits until it can be used. */
export async function reload(page: Page): Promise<void> {
  await page.reload();
  await isAwake(page);
}

/**
 * What the server streams stands hidden at the page's end until React puts it into its place; where React has drawn it by itself
 * already, it is there twice for a moment, which a test must not take for the page. And before React listens, nobody hears a click.
 */
export async function isAwake(page: Page): Promise<void> {
  await page.waitForFunction(() => Object.keys(document).some((key) => key.startsWith("__reactContainer$")));
  await expect(page.locator("body > [hidden][id^='S:']")).toHaveCount(0);
}

/** Waits until the page has joined its channels. */
export async function isLive(page: Page, timeout = 60_000): Promise<void> {
  await expect(page.locator("[data-connection='live']")).toBeAttached({ timeout });
}

/** The form of a template in the dialog that the board's button opens. */
export async function openForm(page: Page, template: string): Promise<Locator> {
  await page.getByRole("button", { name: "Start run", exact: true }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: new RegExp(`^${template}`) })
    .click();
  const dialog = page.getByRole("dialog", { name: template });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Starts a template with the values that its form proposes, apart from `values` by label; goes to the run's page. Returns its number. */
export async function startRun(page: Page, template: string, values: Record<string, string> = {}): Promise<number> {
  const shown = page.locator("[data-run]").filter({ hasText: template });
  const idsShown = () => shown.evaluateAll((runs) => runs.map((run) => Number(run.getAttribute("data-run"))));
  const before = await idsShown();
  const dialog = await openForm(page, template);
  for (const [label, value] of Object.entries(values)) await dialog.getByLabel(label, { exact: true }).fill(value);
  await dialog.getByRole("button", { name: "Start run" }).click();
  await expect(dialog).toBeHidden();
  // Not the first that is there: the dialog may have gone a frame before the run has come.
  const fresh = async () => (await idsShown()).filter((id) => !before.includes(id));
  await expect.poll(fresh, { timeout: 15_000 }).toHaveLength(1);
  return (await fresh())[0] ?? Number.NaN;
}

/** From the board to a run's page, by its link. */
export async function openRun(page: Page, id: number): Promise<void> {
  await page.locator(`[data-run='${id}']`).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(String(id));
  await isLive(page);
}

/** Waits until the run's page shows this status word in its head. */
export async function showsStatus(page: Page, word: string, timeout = 90_000): Promise<void> {
  await expect(page.locator("main header [data-status]")).toHaveText(word, { timeout });
}
