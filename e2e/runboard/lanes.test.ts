import type { Page } from "@playwright/test";
import { test } from "vitest";
import { looksWell } from "./support/looks-well.ts";
import { expect, openBrowser, openRun, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

const laneOf = (page: Page, name: string) => page.getByRole("region", { name: `Lane ${name}`, exact: true });
const pick = async (page: Page, button: string, item: string) => {
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
};

test("lanes are added, renamed, resized, reordered and removed on the board", async () => {
  const { page } = await operator.board("Lanes in shape");
  await pick(page, "Shape lane D", "Add a lane…");
  const add = page.getByRole("dialog", { name: "Add a lane" });
  await add.getByLabel("Name").fill("Checks");
  await add.getByLabel("Runs at once").fill("3");
  await add.getByRole("button", { name: "Add lane" }).click();
  await expect(laneOf(page, "Checks")).toContainText("0 of 3 slots");

  await pick(page, "Shape lane Checks", "Name and capacity…");
  const change = page.getByRole("dialog", { name: "Lane Checks" });
  await change.getByLabel("Name").fill("A");
  await change.getByRole("button", { name: "Save lane" }).click();
  await expect(change.getByRole("alert")).toContainText('a lane "A" already');
  await change.getByLabel("Name").fill("Smoke");
  await change.getByLabel("Runs at once").fill("");
  await change.getByRole("button", { name: "Save lane" }).click();
  await expect(laneOf(page, "Smoke")).toContainText("0 running");

  await pick(page, "Shape lane Smoke", "Move left");
  const names = page.getByRole("region", { name: /^Lane / }).getByRole("heading", { level: 2 });
  await expect(names).toHaveText(["A", "B", "C", "Smoke", "D"]);
  await pick(page, "Shape lane B", "Remove lane");
  await expect(names).toHaveText(["A", "C", "Smoke", "D"]);
});

test("a queued run says why it waits, and is moved within its lane, to another lane and by priority", async () => {
  const { page, sessionId } = await operator.board("Order of things");
  const create = async (title: string) => {
    const steps = [{ name: "go", kind: "shell" as const, run: "true" }];
    return (await operator.ops.createRun({ session_id: sessionId, lane: "A", title, steps })).run.id;
  };
  await page.getByRole("button", { name: "Pause lane A" }).click();
  await page.getByRole("dialog").getByLabel("Why?").fill("switch-over until noon");
  await page.getByRole("dialog").getByRole("button", { name: "Pause lane" }).click();
  await expect(laneOf(page, "A")).toContainText("Paused");
  const [first, second, third] = [await create("First"), await create("Second"), await create("Third")];
  const queue = page.getByRole("list", { name: "Queue of lane A" });
  const order = (...ids: number[]) =>
    expect
      .poll(() =>
        queue.locator("[data-run]").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-run")))),
      )
      .toEqual(ids);
  await order(first, second, third);
  // One line has what is the run's own; what the lane's head says as well is not counted, but read out, and in full on demand.
  const why3 = queue.locator(`[data-run='${third}'] [title*='Lane A was paused']`);
  await expect(why3).toHaveText(/^2 ahead; Lane A was paused by Ada Byron: switch-over until noon$/);
  await expect(why3).toHaveAttribute("title", /^2 runs come before it in lane A\nLane A was paused/);

  await pick(page, `Move or change run ${third}`, "Move to the front");
  await order(third, first, second);
  await pick(page, `Move or change run ${first}`, "Set priority…");
  await page.getByRole("dialog").getByLabel("Priority").fill("5");
  await page.getByRole("dialog").getByRole("button", { name: "Set priority" }).click();
  await order(first, third, second);
  await looksWell(page, "board-queue", shots);
  await page.getByRole("button", { name: `Move or change run ${first}` }).click();
  await looksWell(page, "board-run-menu", shots);
  await page.keyboard.press("Escape");
  // What cannot be done is there all the same, and says why.
  await page.getByRole("button", { name: "Shape lane A", exact: true }).click();
  const remove = page.getByRole("menuitem", { name: "Remove lane" });
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await expect(remove).toContainText("It has had runs, which stay in it. Pause it instead.");
  await page.keyboard.press("Escape");

  await openRun(page, second);
  const why = page.getByRole("region", { name: "Why is it waiting?" });
  await expect(why).toContainText(/Lane A was paused by Ada Byron: switch-over until noon/);
  await expect(why).toContainText("2 runs come before it in lane A");
  await looksWell(page, "run-waiting", shots);
  await pick(page, `Move or change run ${second}`, "B");
  await expect(page.getByRole("log").getByText("Moved from lane A to lane B by Ada Byron")).toBeVisible();
  await expect(page.locator("main header [data-status]")).toHaveText("Succeeded", { timeout: 60_000 });
  await expect(why).toHaveCount(0);
});

test("a run that waits for a slot leads to the run that holds it", async () => {
  const { page, sessionId } = await operator.board("One after another");
  const steps = [{ name: "go", kind: "shell" as const, run: "sleep 600" }];
  const create = async (title: string) =>
    (await operator.ops.createRun({ session_id: sessionId, lane: "A", title, steps })).run.id;
  const [holds, waits] = [await create("Holds it"), await create("Waits for it")];
  await openRun(page, waits);
  const why = page.getByRole("region", { name: "Why is it waiting?" });
  await why.getByRole("link", { name: `Show run ${holds}` }).click();
  await expect(page.getByRole("heading", { name: "Holds it" })).toBeVisible();
  for (const run_id of [waits, holds]) await operator.ops.cancelRun({ run_id });
});

test("what a lane's queue does not show is in the list of runs, and is put to its front or end from a run's own page", async () => {
  const { page, sessionId, lanes } = await operator.board("A long queue");
  await operator.ops.pauseLane({ lane_id: lanes[0]?.id ?? 0, note: "a long queue" });
  const steps = [{ name: "go", kind: "shell" as const, run: "true" }];
  const runs = Array.from({ length: 23 }, (_, n) => ({ title: `Number ${n + 1}` }));
  const { run_ids } = await operator.ops.createManyRuns({ session_id: sessionId, lane: "A", steps, runs });
  const [first = 0, second = 0, last = 0] = [run_ids[0], run_ids[1], run_ids.at(-1)];
  const queue = page.getByRole("list", { name: "Queue of lane A" }).locator("[data-run]");
  const board = page.url();
  await page.getByRole("link", { name: "and 3 more queued in lane A" }).click();
  await expect(page.getByRole("table", { name: "Runs" }).locator("[data-run]")).toHaveCount(23);

  await visit(page, new URL(`/runs/${last}`, board).href);
  await pick(page, `Move or change run ${last}`, "Move to the front of the lane");
  const moved = page.getByRole("log").getByText(/^Moved .*by Ada Byron$/);
  await expect(moved).toBeVisible();
  await visit(page, board);
  await expect(queue.first()).toHaveAttribute("data-run", String(last));
  // And back again, behind runs that the board does not show.
  await pick(page, `Move or change run ${last}`, "Move to the end");
  await expect(queue.first()).toHaveAttribute("data-run", String(first));
  await visit(page, new URL(`/runs/${first}`, board).href);
  await pick(page, `Move or change run ${first}`, "Move to the end of the lane");
  await expect(moved).toBeVisible();
  await visit(page, board);
  await expect(queue.first()).toHaveAttribute("data-run", String(second));
  await expect(page.locator(`[data-run='${last}']`)).toHaveCount(0);
});
