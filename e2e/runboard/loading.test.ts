import type { Page, Request } from "@playwright/test";
import { test } from "vitest";
import { expect, isLive, openBrowser, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

/** Notes what pages fetch for others; answers how to open an address and wait until the outline of the page at `path` has come. */
function watchAhead(page: Page): (url: string, path: string) => Promise<void> {
  const come = new Set<string>();
  const open = new Set<Request>();
  page.on("request", (request) => {
    const headers = request.headers();
    // First the segments of the other page are asked for, then what they show at once.
    if (headers["next-router-prefetch"] === "1" && headers["next-router-segment-prefetch"] === undefined)
      open.add(request);
  });
  const ended = (request: Request) => void (open.delete(request) && come.add(new URL(request.url()).pathname));
  page.on("requestfinished", ended);
  // So it ends as well: the rest of the answer is not wanted.
  page.on("requestfailed", ended);
  return async (url, path) => {
    // What a page before this one had asked for does not count.
    come.clear();
    open.clear();
    await visit(page, url);
    await expect.poll(() => come.has(path), { timeout: 60_000 }).toBe(true);
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
