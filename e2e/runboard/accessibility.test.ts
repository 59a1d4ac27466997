import type { Page } from "@playwright/test";
import { test } from "vitest";
import { ownInstance } from "./support/instance.ts";
import { isClean, looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, openForm, openRun, showsStatus, startRun, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const { url } = ownInstance();
const shots = new Shots();

/** What a button opens is as clean as the page. */
const opensCleanly = async (page: Page, name: string | RegExp) => {
  await page.getByRole("button", { name }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await isClean(page, `open: ${name}`);
  await page.keyboard.press("Escape");
};

const isAccessible = async (page: Page, name: string) => {
  await looksWell(page, name, shots);
  await looksWellOnPhone(page, name);
};

test("sign-in has no violation of WCAG AA, light and dark", async () => {
  const page = await operator.stranger("/sign-in");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await isAccessible(page, "sign-in");
});

test("the board, its dialogs, a run under way and lists have no violation of WCAG AA, light and dark", async () => {
  const { page, sessionId } = await operator.board("Release 2.3");
  await isAccessible(page, "board-empty");
  const lane = (name: string, title: string, template: string, parameters = {}) =>
    operator.ops.createRun({ session_id: sessionId, lane: name, title, template, parameters });
  await lane("C", "Health of the hosts", "host-health", {
    disk_percent: 100,
    memory_percent: 100,
    load_per_cpu: 1_000,
  });
  const { run: failing } = await lane("C", "Drill of a folder", "release-drill", { folder: "/srv/release-2.3" });
  await lane("D", "Drill for 2.3", "release-drill");
  await expect(page.getByRole("region", { name: "Lane C" }).locator("[data-status='failed']")).toBeAttached({
    timeout: 45_000,
  });
  const id = await startRun(page, "Log storm", { "Lines per second": "20", Seconds: "600" });
  await lane("A", "Check the endpoints", "http-check");
  await expect(page.getByRole("region", { name: "Lane A" }).getByText("1 queued")).toBeVisible();
  await expect(page.getByRole("region", { name: "Lane A" }).getByRole("article")).toContainText("Step 1 of 1");
  await isAccessible(page, "board");

  const dialog = await openForm(page, "Log storm");
  await isAccessible(page, "start-run");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await openRun(page, id);
  await expect(
    page
      .getByRole("log")
      .getByText(/line \d{2,} of/)
      .first(),
  ).toBeVisible();
  await isAccessible(page, "run-live");
  await operator.ops.cancelRun({ run_id: id });
  await showsStatus(page, "Cancelled");

  await visit(page, new URL(`/runs/${failing.id}`, url).href);
  await expect(page.getByRole("log").getByText("There is no folder /srv/release-2.3 on this host")).toBeVisible();
  await isAccessible(page, "run-failed");
  for (const menu of ["Retry", /^Times/, "Download the log", /: theme and sign-out$/]) await opensCleanly(page, menu);

  await visit(page, new URL("/runs", url).href);
  await expect(page.getByRole("table").getByRole("link", { name: String(id) })).toBeVisible();
  await isAccessible(page, "runs");
  await opensCleanly(page, /^Status/);
  await visit(page, new URL("/templates", url).href);
  await opensCleanly(page, "Actions of Log storm");
  // Its text is longer than its box.
  await visit(page, new URL("/templates/release-drill", url).href);
  const editor = page.locator(".cm-scroller");
  await expect(editor).toBeVisible();
  await expect.poll(() => editor.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true);
  await isClean(page, "template");
  await visit(page, new URL("/sessions", url).href);
  await expect(page.getByRole("table").getByRole("link", { name: "Release 2.3" })).toBeVisible();
  await isAccessible(page, "sessions");
  await visit(page, new URL("/runs/999999", url).href);
  await expect(page.getByRole("heading", { name: "There is nothing here that you can see" })).toBeVisible();
  await isLive(page);
  await isAccessible(page, "not-found");
  // Nor of a session: that one may not hear of it is no lost connection.
  await visit(page, new URL("/sessions/999999", url).href);
  await expect(page.getByRole("heading", { name: "There is nothing here that you can see" })).toBeVisible();
  await isLive(page);
});
