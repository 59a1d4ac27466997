import type { Page } from "@playwright/test";
import { test } from "vitest";
import { anotherOperator } from "./support/another-operator.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, openForm } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

test("a schedule is made with its next occurrences in sight, runs now, is changed, paused, resumed and deleted", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "By the clock" });
  const page = await operator.window("/schedules");
  await isLive(page);
  await expect(page.getByRole("heading", { name: "No schedules yet" })).toBeVisible();
  await shots.everyLook(page, "schedules-empty");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Schedules" }).click();

  await page.getByRole("button", { name: "New schedule" }).click();
  const dialog = page.getByRole("dialog", { name: "New schedule" });
  await dialog.getByLabel("Name").fill("Nightly check");
  await dialog.getByLabel("Template").click();
  await page.getByRole("option", { name: "HTTP check" }).click();
  await dialog.getByLabel("Time zone").fill("Europe/Berlin");
  await dialog.getByLabel("Cron").fill("30 25 * * *");
  await expect(dialog.getByLabel("Cron")).toHaveAccessibleDescription(/"25" is no hour: 0 to 23/);
  await expect(dialog.getByLabel("Cron")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("button", { name: "Create schedule" }).click();
  await expect(dialog.getByLabel("Cron")).toBeFocused();
  await dialog.getByLabel("Cron").fill("30 6 * * *");
  await expect(dialog.getByRole("listitem").filter({ hasText: /\d{4}-\d\d-\d\d 06:30$/ })).toHaveCount(5);
  await expect(dialog.getByText("At 06:30, every day")).toBeVisible();
  await looksWell(page, "schedule-form", shots);
  await dialog.getByRole("button", { name: "Create schedule" }).click();
  await expect(dialog).toBeHidden();

  const row = page.getByRole("row", { name: /Nightly check/ });
  await expect(row).toContainText("30 6 * * *");
  await expect(row).toContainText("None yet");
  await expect(row.getByRole("link", { name: "Nightly check" })).toHaveAttribute(
    "href",
    /by=schedule%3ANightly%20check/,
  );
  // Somebody else's change, seen without a reload.
  const [schedule] = (await operator.ops.listSchedules({ session_id })).schedules;
  const schedule_id = schedule?.id ?? 0;
  await operator.ops.updateSchedule({ schedule_id, cron: "0 4 * * *" });
  await expect(row).toContainText("At 04:00, every day");
  await expect(row).toContainText("0 4 * * *");

  // Its details are unfolded by keys, too, and by those who may change nothing. It acts for whoever saved it last.
  const seesDetails = async (of: Page) => {
    await isLive(of);
    await of.getByRole("button", { name: "Details of Nightly check" }).focus();
    await of.keyboard.press("Enter");
    const next = of.getByRole("table", { name: "Next occurrences" });
    await expect(next.getByRole("columnheader")).toHaveText(["Europe/Berlin", /^(?!Europe\/Berlin).+ \(yours\)$/]);
    await expect(next.getByRole("cell").filter({ hasText: /\d{4}-\d\d-\d\d 04:00$/ })).toHaveCount(5);
    await expect(next.getByRole("row")).toHaveCount(6);
    await expect(of.getByRole("row").filter({ hasText: "Acts for" })).toContainText(
      /Make up the latest.*Queue another behind it.*Acts forcli$/,
    );
  };
  await seesDetails(page);
  await looksWell(page, "schedule-details", shots);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: "Next occurrences" })).toBeHidden();
  await seesDetails(await anotherOperator(operator, "Cleo", "auditor", "/schedules"));

  const act = async (verb: string) => {
    await page.getByRole("button", { name: "Actions of Nightly check" }).click();
    await page.getByRole("menuitem", { name: verb }).click();
  };
  await act("Run now");
  await expect(row.locator("[data-status='succeeded']")).toBeAttached({ timeout: 60_000 });
  const [run] = (await operator.ops.listRuns({ session_id })).runs;
  expect(run).toMatchObject({ schedule_id, title: "Nightly check", scheduled_for: null });
  // Its page says which schedule made it, and leads to it.
  await row.getByRole("link", { name: String(run?.id), exact: true }).click();
  await expect(page.getByRole("definition").filter({ hasText: "schedule Nightly check" })).toBeVisible();
  await page.getByRole("link", { name: "Nightly check", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/schedules#schedule-${schedule_id}$`));
  await expect(row).toBeInViewport();
  await expect(row.getByRole("link", { name: String(run?.id), exact: true })).toBeVisible();
  await act("Pause");
  await page.getByLabel("Why?").fill("switch-over");
  await page.getByRole("button", { name: "Pause schedule" }).click();
  await expect(row).toContainText("Paused");
  await expect(row).toContainText("Ada Byron: switch-over");
  await looksWell(page, "schedules", shots);
  await looksWellOnPhone(page, "schedules");

  await act("Edit");
  const edit = page.getByRole("dialog", { name: "Edit Nightly check" });
  await expect(edit.getByLabel("Cron")).toHaveValue("0 4 * * *");
  await edit.getByRole("button", { name: "Workdays" }).click();
  await edit.getByRole("button", { name: "Save schedule" }).click();
  await expect(row).toContainText("30 6 * * MON-FRI");
  await act("Resume");
  await expect(row).not.toContainText("Paused");
  await act("Delete");
  await page.getByRole("button", { name: "Delete schedule" }).click();
  await expect(page.getByRole("heading", { name: "No schedules yet" })).toBeVisible();
});

test("what a schedule cannot be is told where it was written, and what somebody else does to it while it is edited", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Both at once" });
  const wanted = { session_id, template: "http-check", cron: "0 4 * * *" };
  const { schedule } = await operator.ops.createSchedule({ ...wanted, name: "Both edit it" });
  await operator.ops.createSchedule({ ...wanted, name: "Taken" });
  const page = await operator.window("/schedules");
  await isLive(page);
  const edit = async () => {
    await page.getByRole("button", { name: "Actions of Both edit it" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    return page.getByRole("dialog", { name: "Edit Both edit it" });
  };
  const dialog = await edit();
  const save = dialog.getByRole("button", { name: "Save schedule" });
  await dialog.getByLabel("Name").fill("Taken");
  await save.click();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/There is a schedule "Taken" in this session/);
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await dialog.getByLabel("Name").fill("Both edit it");
  await expect(dialog.getByLabel("Name")).not.toHaveAttribute("aria-invalid");
  // The preview says so by itself, and the server does to who was faster.
  const zone = dialog.getByLabel("Time zone");
  for (const faster of [false, true]) {
    await zone.fill("Europe/Berlin");
    await expect(zone).not.toHaveAttribute("aria-invalid");
    if (faster) {
      const refused = page.waitForResponse(/schedules\.update/);
      await page.route(/schedules\.preview/, async (route) => {
        await refused;
        await route.continue();
      });
    }
    await zone.fill("Europe/Atlantis");
    if (!faster) await expect(zone).toHaveAttribute("aria-invalid", "true");
    await save.click();
    await expect(zone).toBeFocused();
    await expect(zone).toHaveAccessibleDescription(/"Europe\/Atlantis" is not a time zone/);
    await expect(dialog.getByRole("alert")).toHaveCount(0);
  }
  await looksWell(page, "schedule-refused", shots);

  const others = {
    schedule_id: schedule.id,
    name: "Both edit it",
    template: "http-check",
    parameters: schedule.parameters,
  };
  await operator.ops.updateSchedule({ ...others, cron: "15 5 * * *", time_zone: "UTC" });
  const meanwhile = dialog.getByRole("status").filter({ hasText: "meanwhile" });
  await expect(meanwhile).toContainText("Somebody has changed this schedule meanwhile");
  await expect(meanwhile).toContainText("when it runs");
  // What somebody else has saved is not replaced by who has not seen it.
  await zone.fill("Europe/Berlin");
  await save.click();
  const refused = dialog.getByRole("alert");
  await expect(refused).toBeInViewport({ ratio: 1 });
  await expect(refused).toContainText("Not saved: somebody has changed this schedule meanwhile");
  await expect(refused).toContainText("when it runs");
  await looksWell(page, "schedule-changed-meanwhile", shots);
  await looksWellOnPhone(page, "schedule-changed-meanwhile");
  await refused.getByRole("button", { name: "Load it as it is now" }).click();
  await expect(dialog.getByLabel("Cron")).toHaveValue("15 5 * * *");
  await expect(zone).toHaveValue("UTC");
  await expect(refused).toHaveCount(0);
  await expect(meanwhile).toHaveCount(0);
  await dialog.getByLabel("Cron").fill("45 5 * * *");
  await save.click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row", { name: /Both edit it/ })).toContainText("45 5 * * *");
  await edit();
  await operator.ops.deleteSchedule({ schedule_id: schedule.id });
  await expect(dialog.getByText("Somebody has deleted this schedule meanwhile")).toBeVisible();
  await save.click();
  await expect(dialog.getByRole("alert")).toContainText(/no schedule/i);
});

test("a run is started for later: it stands in its lane with the time until it is due", async () => {
  const { page, sessionId } = await operator.board("For later");
  const dialog = await openForm(page, "HTTP check");
  await dialog.getByLabel("Start", { exact: true }).click();
  await page.getByRole("option", { name: "Later" }).click();
  await dialog.getByLabel("Start at").fill("2020-01-01T12:00");
  await dialog.getByRole("button", { name: "Start later" }).click();
  await expect(dialog.getByText("This moment has passed.")).toBeVisible();
  const local = await page.evaluate(() => {
    const at = new Date(Date.now() + 2 * 3_600_000);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  });
  await dialog.getByLabel("Start at").fill(local);
  await looksWell(page, "start-later", shots);
  await dialog.getByRole("button", { name: "Start later" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("region", { name: "Lane A" }).locator("[data-run]")).toContainText(/1 h 5\d m/);
  const [run] = (await operator.ops.listRuns({ session_id: sessionId })).runs;
  expect(run?.due_at).not.toBeNull();
});
