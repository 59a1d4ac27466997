import { readFile } from "node:fs/promises";
import { test } from "vitest";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, showsStatus } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

const deploy = `# Kept with every version
slug: deploy-web
name: Deploy web
description: Rolls the web tier out.
confirm: true
parameter_schema:
  type: object
  properties:
    env:
      type: string
      title: Environment
      enum: [staging, prod]
      default: staging
      x-target: true
    settings:
      type: string
      title: Settings
      contentMediaType: text/plain
    pace: { type: string, title: Pace, enum: [fast, slow] }
  required: [env]
  if: { properties: { env: { const: prod } } }
  then:
    properties:
      ticket: { type: string, title: Ticket, pattern: "^OPS-", x-message: "Name a ticket such as OPS-12." }
    required: [ticket]
steps:
  - name: Roll out
    kind: shell
    run: echo "deploys $OPS_PARAM_ENV with $OPS_PARAM_SETTINGS"
`;
const file = (text: string) => ({ name: "deploy-web.yaml", mimeType: "application/yaml", buffer: Buffer.from(text) });

test("a template is written with its faults at their lines, tried, published, run, changed, compared, restored, archived and kept from deletion", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Templates" });
  const page = await operator.window("/templates");
  await isLive(page);
  await expect(page.getByRole("row", { name: /Host health/ })).toContainText("v1");

  await page.getByRole("button", { name: "New template" }).click();
  const text = page.getByRole("textbox", { name: "YAML of the new template" });
  await text.fill(deploy.replace("kind: shell", "kind: shel"));
  const problems = page.getByRole("region", { name: "Problems" });
  await expect(problems.getByRole("button")).toHaveText(/line 28.*kind must be one of shell, http, wait, approval/);
  await expect(page.getByRole("button", { name: "Publish" })).toBeDisabled();
  await looksWell(page, "template-problem", shots);
  await problems.getByRole("button").click();
  await expect(text).toBeFocused();
  await page.keyboard.press("ControlOrMeta+ArrowRight");
  await page.keyboard.type("l");
  await expect(page.getByText("nothing is wrong in it")).toBeVisible();

  const form = page.getByRole("tabpanel", { name: "Form" });
  await expect(form.getByLabel("Ticket")).toBeHidden();
  await form.getByLabel("Environment").click();
  await page.getByRole("option", { name: "prod" }).click();
  await form.getByLabel("Ticket").fill("later");
  await form.getByRole("button", { name: "Check the values" }).click();
  await expect(form.getByText("Name a ticket such as OPS-12.")).toBeVisible();
  // What need not be chosen is chosen and taken back.
  const pace = form.getByLabel("Pace");
  for (const [choice, shown] of [
    ["slow", "slow"],
    ["None", "Choose one"],
  ] as const) {
    await pace.click();
    await page.getByRole("option", { name: choice }).click();
    await expect(pace).toHaveText(shown);
  }
  await form.locator("[data-file-of=settings]").setInputFiles({ ...file("workers: 4\n"), name: "web.conf" });
  await expect(form.getByRole("textbox", { name: "Settings" })).toHaveValue("workers: 4\n");
  await shots.everyLook(page, "template-editor");

  // Its steps run without being published, and what is written outlives the page.
  await page.getByRole("button", { name: "Test run" }).click();
  const trial = page.getByRole("dialog", { name: "Test Deploy web" });
  await shots.everyLook(page, "template-test-run");
  await trial.getByRole("button", { name: "Review" }).click();
  await trial.getByLabel("Type staging to start it").fill("staging");
  await trial.getByRole("button", { name: "Start run" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Test of Deploy web");
  await showsStatus(page, "Succeeded");
  await page.goBack();
  await expect(page.getByText(/Your draft of .*, kept in this browser/)).toBeVisible();
  await page.getByRole("button", { name: "Publish" }).click();
  const publish = page.getByRole("dialog", { name: "Publish Deploy web as version 1?" });
  await publish.getByLabel("What has changed").fill("First");
  await publish.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page).toHaveURL(/\/templates\/deploy-web$/);
  await expect(page.getByText("This is what is published.")).toBeVisible();

  await page.getByRole("button", { name: "Run", exact: true }).click();
  const run = page.getByRole("dialog", { name: "Run Deploy web" });
  await run.getByLabel("Session").click();
  await page.getByRole("option", { name: "Templates" }).click();
  await run.getByLabel("Environment").click();
  await page.getByRole("option", { name: "prod" }).click();
  await run.getByLabel("Ticket").fill("OPS-7");
  await run.getByRole("button", { name: "Review" }).click();
  await expect(run.getByText("OPS-7")).toBeVisible();
  await run.getByRole("button", { name: "Start run" }).click();
  await expect(run.getByText("Type prod to show that you mean it.")).toBeVisible();
  await looksWell(page, "template-confirm", shots);
  await run.getByLabel("Type prod to start it").fill("prod");
  await run.getByRole("button", { name: "Start run" }).click();
  await expect(page).toHaveURL(/\/runs\/\d+$/);
  await showsStatus(page, "Succeeded");
  const [made] = (await operator.ops.listRuns({ session_id })).runs;
  expect(made).toMatchObject({ template: "deploy-web", title: "Deploy web" });

  // The next version comes as a file: its changes are seen before it is published, and what somebody else has published meanwhile is told.
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Templates" }).click();
  const row = page.getByRole("row", { name: /Deploy web/ });
  await expect(row.getByRole("link", { name: String(made?.id), exact: true })).toBeVisible();
  await page
    .locator("[data-import]")
    .setInputFiles(file(deploy.replace("Rolls the web tier out.", "Rolls it out slowly.")));
  const changes = page.getByRole("tabpanel", { name: "Changes" });
  await expect(changes.getByText("1 line added, 1 line removed")).toBeVisible();
  await looksWell(page, "template-import", shots);
  const { template: first } = await operator.ops.getTemplate({ template: "deploy-web" });
  await operator.ops.publishTemplate({ ...first.definition, name: "Deploy the web" });
  await expect(page.getByText(/has published version 2 meanwhile/)).toBeVisible();
  await shots.everyLook(page, "template-overtaken");
  await page.getByRole("button", { name: "Write on top of it" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("button", { name: "Publish version 3" }).click();
  await expect(page.getByText("This is what is published.")).toBeVisible();
  const { template } = await operator.ops.getTemplate({ template: "deploy-web" });
  expect(template).toMatchObject({ version: 3, source: expect.stringContaining("# Kept with every version") });

  await page.getByRole("tab", { name: "Versions" }).click();
  const versions = page.getByRole("region", { name: /^Version \d/ });
  await expect(versions.locator("[data-side-by-side]").getByText("Rolls it out slowly.")).toBeVisible();
  await looksWell(page, "template-versions", shots);
  await page
    .getByRole("list", { name: "Versions" })
    .getByRole("button", { name: /Version 1/ })
    .click();
  await versions.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByLabel("What has changed")).toHaveValue("Restores version 1");
  await page.getByRole("button", { name: "Publish version 4" }).click();
  await expect(versions.getByRole("heading", { name: "Version 4" })).toBeVisible();
  const download = page.waitForEvent("download");
  await versions.getByRole("button", { name: "Export" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toBe(deploy);

  const act = async (verb: string) => {
    await page.getByRole("button", { name: "Actions of Deploy web" }).click();
    await page.getByRole("menuitem", { name: verb }).click();
  };
  await act("Delete");
  await page.getByRole("button", { name: "Delete template" }).click();
  await expect(page.getByRole("dialog").getByText(`deploy-web is used by 1 run (${made?.id}).`)).toBeVisible();
  await shots.everyLook(page, "template-delete");
  await page.keyboard.press("Escape");
  await act("Archive");
  await page.getByRole("button", { name: "Archive template" }).click();
  await expect(page.getByText("Archived", { exact: true })).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Templates" }).click();
  await expect(page.getByRole("row", { name: /Host health/ })).toBeVisible();
  await expect(row).toBeHidden();
  await page.getByRole("button", { name: "Show archived" }).click();
  await expect(row).toContainText("Archived");
  await page.getByLabel("Search templates").fill("nothing of the kind");
  await expect(page.getByRole("heading", { name: /No template is called/ })).toBeVisible();
  await page.getByLabel("Search templates").fill("");
  await looksWell(page, "templates", shots);
  await looksWellOnPhone(page, "templates");
  await act("Bring back");
  await expect(row).not.toContainText("Archived");

  await act("Duplicate");
  await expect(page.getByText(/kept in this browser/)).toBeVisible();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByRole("heading", { name: "Deploy web (copy)" })).toBeVisible();
  await page.getByRole("button", { name: "Actions of Deploy web (copy)" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete template" }).click();
  await expect(page).toHaveURL(/\/templates$/);
  await expect(page.getByRole("row", { name: /Deploy web \(copy\)/ })).toBeHidden();
});
