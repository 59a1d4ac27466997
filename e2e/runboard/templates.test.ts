import { test } from "vitest";
import { expect, openBrowser, openForm, openRun, showsStatus, startRun } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

const templates = [
  {
    name: "Host health",
    steps: ["Measure", "Report", "Check thresholds"],
    line: /All \d+ measurements are within their thresholds/,
    // Machines for tests may be full.
    values: {
      "Fullest disk (%)": "100",
      "Memory in use (%)": "100",
      "Load per CPU": "1000",
      "Slowest mount (ms)": "60000",
    },
    artifact: { name: "host-health.md", shows: "Disks" },
  },
  { name: "HTTP check", steps: ["Check the URLs"], line: /200/, values: {}, artifact: null },
  { name: "Log storm", steps: ["Storm"], line: /Sent 1000 lines in/, values: {}, artifact: null },
  {
    name: "Release drill",
    steps: ["Pack", "Serve", "Compare", "Attach"],
    line: /Attached release-0\.0\.0-drill\.tar\.gz, its checksum and release-drill\.md/,
    values: {},
    artifact: { name: "release-drill.md", shows: "Release drill 0.0.0-drill" },
  },
];

test.each(templates)(
  "$name runs to its end from the form: its steps turn, its lines and artifacts are seen",
  async (template) => {
    const { page } = await operator.board(`All of ${template.name}`);
    const id = await startRun(page, template.name, template.values);
    await openRun(page, id);
    await showsStatus(page, "Succeeded");
    const steps = page.getByRole("region", { name: "Steps" });
    for (const step of template.steps) {
      const row = steps.getByRole("listitem").filter({ hasText: step });
      await expect(row.first().locator("[data-status]")).toHaveAttribute("data-status", "succeeded");
    }
    await expect(page.getByRole("log").getByText(template.line).last()).toBeVisible();
    if (template.artifact === null) return;
    const { name, shows } = template.artifact;
    await page.getByRole("button", { name, exact: true }).click();
    const viewer = page.getByRole("dialog", { name });
    await expect(viewer.getByRole("heading", { name: shows, exact: false }).first()).toBeVisible();
    await expect(viewer.getByText(/^sha256 [0-9a-f]{12}/)).toBeVisible();
    if (name === "release-drill.md") await shots.everyLook(page, "artifact");
    const download = page.waitForEvent("download");
    await viewer.getByRole("button", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toBe(name);
    await page.keyboard.press("Escape");
    await expect(viewer).toBeHidden();
    if (name === "release-drill.md") await shots.everyLook(page, "run-finished");
  },
);

test("a value that the schema forbids is refused at its field, and nothing starts", async () => {
  const { page } = await operator.board("Forbidden values");
  const dialog = await openForm(page, "Log storm");
  await dialog.getByLabel("Seconds", { exact: true }).fill("0");
  await dialog.getByRole("button", { name: "Start run" }).click();
  await expect(dialog.getByLabel("Seconds", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Seconds", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.locator("[data-run]")).toHaveCount(0);
});

test("a run whose measurement is over its threshold says what failed and why, and can be retried", async () => {
  const { page } = await operator.board("Over the threshold");
  const id = await startRun(page, "Host health", { "Memory in use (%)": "0" });
  await openRun(page, id);
  await showsStatus(page, "Failed");
  const why = page.locator("main header");
  await expect(why.getByText("“Check thresholds” failed")).toBeVisible();
  await expect(page.getByRole("log").getByText(/OVER {2}memory in use: .* threshold memory_percent = 0/)).toBeVisible();
  const step = page
    .getByRole("region", { name: "Steps" })
    .getByRole("listitem")
    .filter({ hasText: "Check thresholds" });
  await expect(step.locator("[data-status]")).toHaveAttribute("data-status", "failed");
  await expect(step).toContainText("Exited with code 1");
  // The way from there to where it begins in the log.
  await why.getByRole("button", { name: "Show in log" }).click();
  await expect(page).toHaveURL(/#L\d+$/);
  await expect(page.getByRole("log").getByText("Check thresholds", { exact: true })).toBeInViewport();

  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("menuitem", { name: "From the step that did not succeed" }).click();
  const attempts = page.getByRole("region", { name: "Attempts" });
  await expect(attempts.locator("[data-attempt='2'] [data-status='failed']")).toBeVisible({ timeout: 60_000 });
  await expect(attempts.locator("[data-attempt='1'] [data-status='failed']")).toBeVisible();
  await showsStatus(page, "Failed");
});
