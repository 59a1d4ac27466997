import type { Page } from "@playwright/test";
import { test } from "vitest";
import { createOpsClient } from "../../lib/ops-client/index.ts";
import { firstOperator } from "./support/first-operator.ts";
import { ownInstance } from "./support/instance.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, reload, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const instance = ownInstance();
const shots = new Shots();

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: field }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** Fills the page that an invitation leads to, for somebody who has no account. */
async function join(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "You are invited" })).toBeVisible();
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(`${name.toLowerCase().replaceAll(" ", ".")}@example.test`);
  await page.getByLabel("Password").fill("invited by a link");
  await page.getByRole("button", { name: "Join the control room" }).click();
}

test("an admin invites by a link that works once; roles change from the next page on; the last admin stays one", async () => {
  const admin = await operator.window("/settings/operators");
  await isLive(admin);
  await admin.getByRole("button", { name: "Invite somebody" }).click();
  await choose(admin, "Role", "Auditor");
  await looksWell(admin, "settings-invite", shots);
  await admin.getByRole("button", { name: "Create link" }).click();
  const link = await admin.getByLabel("The link").inputValue();
  expect(link).toMatch(/\/invite\/inv_[\w-]{43}$/);
  await looksWell(admin, "settings-invitation-link", shots);
  await admin.getByRole("button", { name: "I have copied it" }).click();
  await expect(admin.getByText("Open", { exact: true })).toBeVisible();

  const grace = await operator.stranger(new URL(link).pathname);
  await looksWell(grace, "invite", shots);
  await join(grace, "Grace Hopper");
  await expect(grace.getByRole("button", { name: "Grace Hopper, auditor: theme and sign-out" })).toBeVisible();
  await visit(grace, new URL("/settings/operators", instance.url).href);
  await expect(grace.getByText("Only admins change roles and invite people")).toBeVisible();
  await expect(grace.getByRole("button", { name: "Change role of Ada Byron" })).toBeDisabled();
  await expect(grace.getByRole("button", { name: "Invite somebody" })).toBeDisabled();
  await looksWell(grace, "settings-operators-auditor", shots);

  const late = await operator.stranger(new URL(link).pathname);
  await join(late, "Mallory Late");
  await expect(late.getByRole("alert").filter({ hasText: "has been used" })).toBeVisible();
  await reload(late);
  await expect(late.getByText("This invitation has been used")).toBeVisible();
  await looksWell(late, "invite-used", shots);

  await reload(admin);
  const invited = admin.getByRole("table", { name: "Invitations" });
  await expect(invited.getByRole("row").filter({ hasText: "Grace Hopper" })).toContainText("Accepted");
  const row = admin.locator("[data-operator='Grace Hopper']");
  await row.getByRole("button", { name: "Change role" }).click();
  await choose(admin, "Role", "Operator");
  await admin.getByRole("dialog").getByRole("button", { name: "Change role" }).click();
  await expect(row).toContainText("Operator");
  await visit(grace, new URL("/settings/api-keys", instance.url).href);
  await expect(grace.getByRole("heading", { name: "API keys are for admins and auditors" })).toBeVisible();
  await looksWell(grace, "settings-api-keys-operator", shots);

  await admin.getByRole("button", { name: `Deactivate ${firstOperator.name}` }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByRole("button", { name: "Deactivate operator" }).click();
  await expect(dialog.getByRole("alert")).toContainText("is the last active admin");
  await expect(dialog.getByRole("alert")).toContainText("Make somebody else an admin first");
  await looksWell(admin, "settings-last-admin", shots);
  await dialog.getByRole("button", { name: "Keep them active" }).click();

  await row.getByRole("button", { name: "Deactivate" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Deactivate operator" }).click();
  await expect(row).toContainText("Deactivated");
  await looksWell(admin, "settings-operators", shots);
  await reload(grace);
  await expect(grace.getByRole("heading", { name: "You are not an operator yet" })).toBeVisible();
});

test("an API key is shown once, works within its scopes, and is refused once it is revoked", async () => {
  const page = await operator.window("/settings/api-keys");
  await isLive(page);
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("nightly report");
  await page.getByRole("checkbox", { name: /^runs\.work/ }).uncheck();
  await page.getByRole("checkbox", { name: /^runs\.read/ }).check();
  await looksWell(page, "settings-api-key-new", shots);
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByRole("textbox", { name: "The key" }).inputValue();
  expect(key).toMatch(/^ocr_[\w-]{43}$/);
  await expect(page.getByRole("dialog").locator("pre")).not.toContainText(key);
  await looksWell(page, "settings-api-key-once", shots);
  await page.getByRole("button", { name: "I have copied it" }).click();
  const row = page.locator("[data-key='nightly report']");
  await expect(row).toContainText(key.slice(0, 8));
  expect(await page.content()).not.toContain(key);

  const script = createOpsClient({ url: instance.ops.url, credential: () => key });
  await script.listSessions({});
  await expect(script.createSession({ name: "Beyond" })).rejects.toMatchObject({ code: "forbidden" });
  await looksWell(page, "settings-api-keys", shots);
  await looksWellOnPhone(page, "settings-api-keys");
  await row.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
  await expect(row).toContainText("Revoked");
  await expect(script.listSessions({})).rejects.toMatchObject({ code: "unauthenticated" });
});

test("retention says what a change would cost before it is made; the looks are kept in the browser", async () => {
  const page = await operator.window("/settings/retention");
  await isLive(page);
  await page.getByLabel("Keep failed and cancelled runs").fill("0");
  await expect(page.getByText("Give whole days from 1 to 3650")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save retention" })).toBeDisabled();
  await page.getByLabel("Keep failed and cancelled runs").fill("60");
  await expect(page.locator("[data-preview]")).toContainText("no log goes now");
  await page.getByRole("button", { name: "Save retention" }).click();
  await expect(page.getByText(/Changed .* by Ada Byron/)).toBeVisible();
  await looksWell(page, "settings-retention", shots);

  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Appearance" }).click();
  await page.getByRole("radio", { name: /^Compact/ }).check();
  await page.getByRole("radio", { name: /^UTC/ }).check();
  await looksWell(page, "settings-appearance", shots);
  await visit(page, new URL("/settings/operators", instance.url).href);
  const ada = page.locator("[data-operator='Ada Byron']");
  await expect(ada.locator("time")).toHaveText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  expect((await ada.locator("td").first().boundingBox())?.height).toBeLessThan(36);
});

test("a session is kept for its members, renamed, archived and reopened from its page, and found by typing", async () => {
  const { page } = await operator.board("Ledger close");
  const ask = async (item: string) => {
    await page.getByRole("button", { name: /: members, name, archive$/ }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await ask("Members and visibility…");
  await choose(page, "Visibility", "Its members only");
  await expect(page.getByText("Other operators do not even see its name.")).toBeVisible();
  await expect(page.locator("[data-member='Ada Byron']")).toBeVisible();
  await looksWell(page, "session-members", shots);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Members only", { exact: true })).toBeVisible();

  await ask("Rename…");
  await page.getByRole("textbox", { name: "Name" }).fill("Ledger close, November");
  await page.getByRole("button", { name: "Rename session" }).click();
  await expect(page.getByRole("heading", { name: "Ledger close, November" })).toBeVisible();
  await ask("Archive…");
  await page.getByRole("button", { name: "Archive session" }).click();
  await expect(page.getByText("Archived", { exact: true })).toBeVisible();
  await looksWell(page, "session-archived", shots);
  await ask("Reopen…");
  await page.getByRole("button", { name: "Reopen session" }).click();
  await expect(page.getByText("Archived", { exact: true })).toHaveCount(0);

  await page.getByRole("button", { name: /choose another$/ }).click();
  await page.getByLabel("Find a session").fill("first");
  await looksWell(page, "session-switcher", shots);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "First look" })).toBeVisible();
});
