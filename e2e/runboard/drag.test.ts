import type { Locator, Page } from "@playwright/test";
import { test } from "vitest";
import { expect, openBrowser } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

const queueOf = (page: Page, lane: string) => page.getByRole("list", { name: `Queue of lane ${lane}`, exact: true });
const rowOf = (page: Page, id: number) => page.locator(`[data-run='${id}']`);

/** The board shows this order, once the database has said so: a run that is still on its way is told there. */
async function hasOrder(queue: Locator, ids: number[]): Promise<void> {
  const rows = () =>
    queue.locator("[data-run]").evaluateAll((all) => all.map((row) => Number(row.getAttribute("data-run"))));
  await expect.poll(rows).toEqual(ids);
}

async function middleOf(target: Locator): Promise<[number, number]> {
  const box = await target.boundingBox();
  if (box === null) throw new Error("it is not on the screen");
  return [box.x + box.width / 3, box.y + box.height / 2];
}

test("queued runs are moved by the pointer and by keys, and stand where they were when the database refuses", async () => {
  const { page, sessionId, lanes } = await operator.board("Moved by hand");
  for (const { id, name } of lanes) if (name < "C") await operator.ops.pauseLane({ lane_id: id, note: "later" });
  const create = async (title: string) => {
    const steps = [{ name: "go", kind: "shell" as const, run: "true" }];
    return (await operator.ops.createRun({ session_id: sessionId, lane: "A", title, steps })).run.id;
  };
  const [one, two, three] = [await create("One"), await create("Two"), await create("Three")];
  const [a, b] = [queueOf(page, "A"), queueOf(page, "B")];
  const told = page.getByRole("status").filter({ hasText: "Run" });
  await hasOrder(a, [one, two, three]);

  await page.mouse.move(...(await middleOf(rowOf(page, three))));
  await page.mouse.down();
  const [x, y] = await middleOf(rowOf(page, one));
  await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.move(x, y - 10);
  await expect(told).toHaveText(`Run ${three}: Lane A, place 1 of 3, before run ${one}`);
  await shots.everyLook(page, "board-drag");
  await page.mouse.up();
  await hasOrder(a, [three, one, two]);
  await expect(told).toHaveText(`Run ${three} is moved`);
  expect((await operator.ops.getRun({ run_id: three })).run.lane).toBe("A");

  await rowOf(page, one).getByRole("link").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await expect(told).toContainText(`Run ${one}: Lane B, place 1 of 1`);
  await shots.everyLook(page, "board-lifted");
  await page.keyboard.press("Escape");
  await expect(told).toHaveText(`Run ${one} stays where it was`);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await hasOrder(b, [one]);
  await expect(rowOf(page, one).getByRole("link")).toBeFocused();
  await expect(told).toHaveText(`Run ${one} is moved`);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await hasOrder(a, [three, one, two]);

  // It ends while the command is on its way.
  await page.route(/runs\.move/, async (route) => {
    await operator.ops.cancelRun({ run_id: two });
    await route.continue();
  });
  await rowOf(page, two).getByRole("link").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  const lane = page.getByRole("region", { name: "Lane A" });
  await expect(lane.getByRole("alert")).toContainText(`Run ${two} is cancelled.`);
  await hasOrder(a, [three, one]);
});
