import type { Locator } from "@playwright/test";
import { test } from "vitest";
import { expect, openBrowser, openRun, showsStatus, startRun } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";
import { alive, pidsOfTree, stubbornTree, treeOfProcesses } from "./support/shell-run.ts";

const operator = openBrowser();
const shots = new Shots();

test("cancelling stops the whole tree of processes and shows its phases", async () => {
  const { page, sessionId } = await operator.board("A tree to stop");
  const { run } = await operator.ops.createRun({
    session_id: sessionId,
    lane: "A",
    title: "A tree",
    steps: [treeOfProcesses],
  });
  await openRun(page, run.id);
  const pids = await pidsOfTree(page);
  expect(await alive(pids)).toEqual(pids);

  await page.getByRole("button", { name: "Cancel run" }).click();
  const dialog = page.getByRole("dialog", { name: `Cancel run ${run.id}?` });
  await dialog.getByLabel("Reason").fill("wrong host");
  await dialog.getByRole("button", { name: "Cancel run" }).click();
  const phases = page.locator("[data-cancel-phases]");
  await expect(phases).toContainText("Requested");
  await expect(phases).toContainText("Asked by Ada Byron: wrong host");
  await showsStatus(page, "Cancelled");
  for (const told of ["Worker knows", "TERM sent", "Processes gone", "Stopped"]) {
    await expect(phases.getByText(new RegExp(`^${told} ?\\d\\d:\\d\\d:\\d\\d ?\\(\\+\\d`))).toBeVisible();
  }
  expect(await alive(pids)).toEqual([]);
  await expect(page.getByRole("log").getByText("Run cancelled")).toBeVisible();
  await expect(
    page.getByRole("log").getByText(/^SIGTERM sent to \d processes; SIGKILL follows after \d+\.\d s$/),
  ).toBeVisible();
});

test("a run whose processes heed nobody is cancelled by force, which says what that risks", async () => {
  const { page, sessionId } = await operator.board("A stubborn tree");
  const steps = [stubbornTree];
  const { run } = await operator.ops.createRun({ session_id: sessionId, lane: "A", title: "A stubborn tree", steps });
  await openRun(page, run.id);
  const pids = await pidsOfTree(page);
  await operator.ops.cancelRun({ run_id: run.id });
  const phases = page.locator("[data-cancel-phases]");
  await expect(phases.getByText(/^TERM sent/)).toBeVisible();
  await expect(phases.locator("[aria-current=step]")).toContainText("Stopping processes");
  await shots.everyLook(page, "run-cancelling");

  await page.getByRole("button", { name: "Cancel by force" }).click();
  const dialog = page.getByRole("dialog", { name: `Cancel run ${run.id} by force?` });
  await expect(dialog).toContainText("Its processes may live on for up to 15 seconds");
  await expect(dialog).toContainText("Its slot in lane A");
  await dialog.getByRole("button", { name: "Wait for the worker" }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Cancel by force" }).click();
  await dialog.getByLabel("Reason").fill("cannot wait");
  await dialog.getByRole("button", { name: "Cancel by force" }).click();
  await showsStatus(page, "Cancelled");
  await expect(page.getByRole("log").getByText(/Cancel forced/)).toBeVisible();
  await expect.poll(() => alive(pids), { timeout: 60_000 }).toEqual([]);
});

test("a lane is paused with a note, holds what is started in it, and goes on when it is resumed", async () => {
  const { page } = await operator.board("Pause and resume");
  await page.getByRole("button", { name: "Pause lane A" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause lane A" });
  await dialog.getByLabel("Why?").fill("switch-over until noon");
  await dialog.getByRole("button", { name: "Pause lane" }).click();
  const lane = page.getByRole("region", { name: "Lane A" });
  await expect(lane.getByText("switch-over until noon")).toBeVisible();
  await expect(lane).toContainText("Ada Byron");

  const id = await startRun(page, "HTTP check");
  await expect(lane.getByText("1 queued")).toBeVisible();
  await expect(lane.locator(`[data-run='${id}']`)).toContainText("lane is paused");
  await shots.everyLook(page, "board-paused");
  await page.getByRole("button", { name: "Resume lane A" }).click();
  await expect(lane.getByText("switch-over until noon")).toHaveCount(0);
  const ended = lane.getByRole("list", { name: "Runs of lane A that ended last" });
  await expect(ended.locator(`[data-run='${id}'] [data-status='succeeded']`)).toBeAttached({ timeout: 60_000 });
});

test("two windows show the same board without a reload", async () => {
  const { page, sessionId } = await operator.board("Two windows");
  const other = await operator.window(`/sessions/${sessionId}`);
  await expect(other.getByRole("heading", { name: "Two windows" })).toBeVisible();
  const id = await startRun(page, "Log storm", { Seconds: "600", "Lines per second": "20" });
  await expect(other.getByRole("article", { name: `Run ${id}, Log storm` })).toContainText("Step 1 of 1");
  await openRun(other, id);
  await expect(
    other
      .getByRole("log")
      .getByText(/line \d+/)
      .first(),
  ).toBeVisible();
  await page.getByRole("button", { name: `Cancel run ${id}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel run" }).click();
  await showsStatus(other, "Cancelled");
  await expect(
    page.getByRole("list", { name: "Runs of lane A that ended last" }).locator(`[data-run='${id}']`),
  ).toBeVisible();
});

test("a run is started and cancelled with the keyboard alone", async () => {
  const { page } = await operator.board("Keyboard only");
  const press = (key: string) => page.keyboard.press(key);
  const tabTo = async (target: Locator) => {
    await expect(target).toBeVisible();
    for (let presses = 0; presses < 60; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await press("Tab");
    }
    throw new Error(`60 presses of Tab do not reach ${target}`);
  };
  await tabTo(page.getByRole("button", { name: "Start run", exact: true }));
  await press("Enter");
  await expect(page.getByLabel("Search templates")).toBeFocused();
  await page.keyboard.type("storm");
  await expect(page.getByRole("dialog").getByRole("listitem")).toHaveCount(1);
  await press("ArrowDown");
  await press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "Log storm" }).getByRole("textbox").first()).toBeFocused();
  await tabTo(page.getByLabel("Seconds", { exact: true }));
  await press("ControlOrMeta+A");
  await page.keyboard.type("600");
  await press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const card = page.getByRole("article", { name: /^Run \d+, Log storm$/ });
  await expect(card).toBeVisible();

  await tabTo(page.getByRole("button", { name: /^Cancel run \d+$/ }));
  await press("Enter");
  await expect(page.getByLabel("Reason")).toBeFocused();
  await page.keyboard.type("enough");
  await press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(card).toHaveCount(0);
  await expect(
    page.getByRole("list", { name: "Runs of lane A that ended last" }).getByText("Cancelled"),
  ).toBeAttached();

  // What ran last heads the list, and its defaults answer all that it asks.
  await press("n");
  await expect(page.getByLabel("Search templates")).toBeFocused();
  await expect(page.getByRole("dialog").getByRole("listitem").first()).toContainText("Log storm");
  await shots.everyLook(page, "quick-start");
  await press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(card).toBeVisible();
});
