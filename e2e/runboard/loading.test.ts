import type { Page } from "@playwright/test";
import { test } from "vitest";
import { expect, isLive, openBrowser, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

/** Keeps the server's answers to navigations back until the returned function is called. */
async function holdNavigations(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.searchParams.has("_rsc"),
    async (route) => {
      await promise;
      await route.continue().catch(() => undefined); // the page may have gone on
    },
  );
  return resolve;
}

test("a page that is on its way shows its outline and says what is loading, then its content in the same place", async () => {
  await operator.ops.createSession({ name: "On its way" });
  const page = await operator.window("/sessions");
  await isLive(page);
  const title = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
  for (const [link, name, loading, known] of [
    ["Runs", "runs", "Loading the runs", true],
    ["Overview", "overview", "Loading the overview", true],
    ["Audit", "audit", "Loading the audit log", true],
    ["Settings", "settings", "Loading the operators", false],
    ["On its way", "board", "Loading the Runboard", false],
  ] as const) {
    await visit(page, new URL("/sessions", page.url()).href);
    await isLive(page);
    const release = await holdNavigations(page);
    await page.getByRole("link", { name: link, exact: true }).click();
    const outline = page.getByRole("status").filter({ hasText: loading });
    await expect(outline).toBeAttached();
    const tab = page.getByRole("navigation", { name: "Main" }).locator("[aria-current='page']");
    await expect(tab).toHaveText(link === "On its way" ? "Sessions" : link);
    // The page's title stands where it will stand.
    const before = known ? await title(link).boundingBox() : null;
    await shots.everyLook(page, `${name}-loading`);
    release();
    await expect(outline).toHaveCount(0);
    await expect(title(link === "Settings" ? "Operators" : link)).toBeVisible();
    if (known) expect(await title(link).boundingBox()).toEqual(before);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
});

test("a way that leads back to where one is ends there, and between pages of the settings their frame stays", async () => {
  await operator.ops.createSession({ name: "Where one is" });
  const page = await operator.window("/sessions");
  await page.getByRole("link", { name: "Where one is", exact: true }).click();
  const title = page.getByRole("heading", { level: 1, name: "Where one is", exact: true });
  await expect(title).toBeVisible();
  await isLive(page);
  let release = await holdNavigations(page);
  await page.getByRole("link", { name: "Ops Control Room" }).click();
  const outline = page.getByRole("heading", { level: 1, name: "Loading the Runboard" });
  await expect(outline).toBeAttached();
  await expect(title).toBeHidden();
  release();
  await expect(title).toBeVisible();
  await expect(outline).toHaveCount(0);
  await page.unrouteAll({ behavior: "ignoreErrors" });

  await visit(page, new URL("/settings/operators", page.url()).href);
  await isLive(page);
  release = await holdNavigations(page);
  await page.getByRole("link", { name: "API keys" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Loading the API keys" })).toBeAttached();
  await expect(page.getByRole("link", { name: "Retention" })).toBeVisible();
  release();
  await expect(page.getByRole("heading", { level: 1, name: "API keys" })).toBeVisible();
});
