import type { Page, Request } from "@playwright/test";
import { test } from "vitest";
import { expect, isLive, openBrowser, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

/** How long nothing may be fetched ahead until it is taken for done (milliseconds). */
const QUIET_MS = 1_000;

/** Notes what pages fetch for others; answers how to open an address and wait until everything for the other path has come. */
function watchAhead(page: Page): (url: string, path: string) => Promise<void> {
  const come = new Set<string>();
  const open = new Set<Request>();
  let last = performance.now();
  const pathOf = (request: Request) => new URL(request.url()).pathname;
  /** False for what a page before this one had asked for. */
  const ended = (request: Request) => {
    last = performance.now();
    return open.delete(request);
  };
  page.on("request", (request) => {
    if (new URL(request.url()).searchParams.has("_rsc")) open.add(request);
  });
  page.on("requestfinished", (request) => void (ended(request) && come.add(pathOf(request))));
  page.on("requestfailed", ended);
  return async (url, path) => {
    come.clear();
    open.clear();
    await visit(page, url);
    const hasCome = () => come.has(path) && open.size === 0 && performance.now() - last > QUIET_MS;
    await expect.poll(hasCome, { timeout: 60_000 }).toBe(true);
  };
}

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
  const { id } = await operator.ops.createSession({ name: "On its way" });
  const page = await operator.window("/sessions");
  await isLive(page);
  const fetchedAhead = watchAhead(page);
  for (const [link, name, loading, path] of [
    ["Runs", "runs", "Loading the runs", "/runs"],
    ["Overview", "overview", "Loading the overview", "/overview"],
    ["Audit", "audit", "Loading the audit log", "/audit"],
    ["On its way", "board", "Loading the Runboard", `/sessions/${id}`],
  ] as const) {
    // A page does it once it is at rest, however long that takes.
    await fetchedAhead(new URL("/sessions", page.url()).href, path);
    const release = await holdNavigations(page);
    await page.getByRole("link", { name: link, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: loading })).toBeAttached();
    await shots.everyLook(page, `${name}-loading`);
    release();
    await expect(page.getByRole("heading", { level: 1, name: link, exact: true })).toBeVisible();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
});
