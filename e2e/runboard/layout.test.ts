import type { Page } from "@playwright/test";
import { test } from "vitest";
import { expect, openBrowser, visit } from "./support/operator.ts";

const operator = openBrowser();
const long = "Release 2026.11 to production, of everything that has changed since the last one, to the whole fleet";

/** What of the page can be scrolled sideways, by its beginning; the page itself too. */
const wide = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("html, header nav, main *")]
      .filter((element) => element.tagName === "HTML" || /auto|scroll/.test(getComputedStyle(element).overflowX))
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map((element) => `${element.tagName} ${element.textContent?.slice(0, 60)}`),
  );

test("however long names are, the bar is one line on a desk, and nothing but a long line of a log scrolls sideways on a phone", async () => {
  const { id } = await operator.ops.createSession({ name: long });
  const steps = [{ kind: "shell" as const, name: long, run: "sleep 600" }];
  const { run } = await operator.ops.createRun({ session_id: id, title: long, steps });
  // A row of the audit log with a long command and a refusal.
  const { ops } = operator;
  await expect(ops.setSessionVisibility({ session_id: 999_999, visibility: "members" })).rejects.toThrow();
  const page = await operator.window(`/sessions/${id}`);
  for (const width of [1440, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect((await page.getByRole("banner").first().boundingBox())?.height).toBeLessThan(50);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const lists = ["/runs", "/sessions", "/audit", "/workers", "/templates", "/schedules", "/settings/appearance"];
  for (const path of [`/sessions/${id}`, `/runs/${run.id}`, ...lists]) {
    await visit(page, new URL(path, page.url()).href);
    if (path.startsWith("/runs/")) await expect(page.getByRole("log").getByText(long)).toBeVisible();
    await expect(page.getByRole("main").getByText(/\w/).first()).toBeVisible();
    expect([path, await wide(page)]).toEqual([path, []]);
  }
  await operator.ops.cancelRun({ run_id: run.id });
});
