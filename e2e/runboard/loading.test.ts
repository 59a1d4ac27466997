import type { Page } from "@playwright/test";
import { test } from "vitest";
import { expect, isLive, openBrowser } from "./support/operator.ts";
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
  const { id: session_id } = await operator.ops.createSession({ name: "On its way" });
  const steps = [{ name: "say", kind: "shell" as const, run: "echo said" }];
  const { run } = await operator.ops.createRun({ session_id, steps, title: "Slow to show", delay_seconds: 3_600 });
  const page = await operator.window("/sessions");
  await isLive(page);

  const goTo = async (open: () => Promise<void>, name: string, loading: string, heading: string | RegExp) => {
    const release = await holdNavigations(page);
    await open();
    await expect(page.getByRole("heading", { level: 1, name: loading })).toBeAttached();
    await shots.everyLook(page, `${name}-loading`);
    release();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  };
  await goTo(() => page.getByRole("link", { name: "Runs" }).click(), "runs", "Loading the runs", "Runs");
  await goTo(
    () => page.getByRole("link", { name: String(run.id), exact: true }).click(),
    "run",
    "Loading the run",
    /Slow/,
  );
  await goTo(
    () => page.getByRole("link", { name: "On its way" }).click(),
    "board",
    "Loading the session",
    "On its way",
  );
});
