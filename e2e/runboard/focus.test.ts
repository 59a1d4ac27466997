import type { Locator, Page } from "@playwright/test";
import { test } from "vitest";
import { ownInstance } from "./support/instance.ts";
import { isClean } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, showsStatus, visit } from "./support/operator.ts";

const operator = openBrowser();
const { url } = ownInstance();

/** Opens a dialog by keys, from a button or by an item of its menu or by a shortcut, and closes it by Escape. */
async function comesBack(page: Page, button: Locator, { item, shortcut }: { item?: string; shortcut?: string } = {}) {
  await button.focus();
  await page.keyboard.press(shortcut ?? "Enter");
  if (item !== undefined) {
    const choice = page.getByRole("menuitem", { name: item, exact: true });
    await expect(choice).toBeVisible();
    await choice.press("Enter");
  }
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await expect(dialog.locator(":focus").or(page.locator("[role=dialog]:focus"))).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
}

test("a dialog that is closed gives the focus back to the button that opened it, or to that of the menu", async () => {
  const { page, sessionId } = await operator.board("Back again");
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const start = button("Start run");
  for (const opener of [start, button("Pause lane A"), button("Start a run in lane B")]) await comesBack(page, opener);
  await comesBack(page, start, { shortcut: "?" });
  await comesBack(page, start, { shortcut: "Control+k" });
  // The first time the dialog has to be fetched, and comes after the menu; then it comes with the menu still open.
  for (const item of ["Name and capacity…", "Name and capacity…", "Add a lane…"]) {
    await comesBack(page, button("Shape lane A"), { item });
  }

  const steps = [
    { name: "Report", kind: "shell" as const, run: 'echo \'{"needles": 1}\' > "$OPS_ARTIFACTS/found.json"' },
  ];
  const { run } = await operator.ops.createRun({ session_id: sessionId, title: "Reports", steps });
  await visit(page, new URL(`/runs/${run.id}`, url).href);
  await showsStatus(page, "Succeeded");
  await comesBack(page, button("Clone"));
  await comesBack(page, button("found.json"));
  await visit(page, new URL("/workers", url).href);
  await comesBack(page, page.getByRole("button", { name: /^Drain / }).first());

  await visit(page, new URL("/settings/operators", url).href);
  await comesBack(page, button("Invite somebody"));
});

test("after a change, and after a dialog that another one led to, the focus is where it all began", async () => {
  const { page } = await operator.board("By another name");
  const dialog = page.getByRole("dialog");
  for (const name of ["By a new name", "By a newer name"]) {
    const menu = page.getByRole("button", { name: /: members, name, archive$/ });
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Rename…" }).press("Enter");
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("button", { name: `Session ${name}: members, name, archive` })).toBeFocused();
  }

  for (const [path, opener, verb] of [
    ["/settings/operators", "Invite somebody", "Create link"],
    ["/settings/api-keys", "New key", "Create key"],
  ] as const) {
    await visit(page, new URL(path, url).href);
    const button = page.getByRole("button", { name: opener, exact: true });
    // The second time nothing has to be fetched any more.
    for (const name of ["first", "second"]) {
      await button.focus();
      await page.keyboard.press("Enter");
      if (path.endsWith("keys")) await dialog.getByRole("textbox", { name: "Name" }).fill(`focus ${name}`);
      await dialog.getByRole("button", { name: verb }).press("Enter");
      await dialog.getByRole("button", { name: "I have copied it" }).press("Enter");
      await expect(dialog).toHaveCount(0);
      await expect(button).toBeFocused();
    }
  }
});

test("a list of values is walked by keys alone, what is around it is out of reach meanwhile, and the field has the focus again", async () => {
  const page = await operator.window("/runs");
  await isLive(page);
  const lane = page.getByRole("combobox", { name: "Lane" });
  for (let time = 1; time <= 2; time += 1) {
    await lane.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("listbox")).toBeVisible();
    await isClean(page, `the lanes to choose from, time ${time}`);
    await expect(page.locator("main :focus, header :focus")).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("listbox")).toHaveCount(0);
    await expect(lane).toBeFocused();
  }
  await page.keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: "Template" })).toBeFocused();
});

test("the chat's line has the focus when it opens; what is typed until the chat is there stands in it and starts nothing", async () => {
  const { page } = await operator.board("Typed at once");
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route("**/_next/static/chunks/**", async (route) => {
    await arrived;
    await route.continue();
  });
  await page.keyboard.type("crun host health");
  await expect(page.getByRole("textbox", { name: "Command" })).toHaveValue("run host health");
  arrive();
  const line = page.getByRole("combobox", { name: "Command" });
  await expect(line).toHaveValue("run host health");
  await expect(line).toBeFocused();
  await page.keyboard.type("!");
  await expect(line).toHaveValue("run host health!");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  const chat = page.getByRole("complementary", { name: "Chat" });
  const toggle = page.getByRole("button", { name: "Chat", exact: true });
  await chat.getByRole("button", { name: "Close" }).press("Enter");
  await expect(chat).toHaveCount(0);
  await expect(toggle).toBeFocused();
  const start = page.getByRole("button", { name: "Start run", exact: true });
  await start.focus();
  await page.keyboard.type("cn");
  await expect(line).toHaveValue("n");
  await chat.getByRole("button", { name: "Close" }).press("Enter");
  await expect(start).toBeFocused();
});

test("lines of a log are chosen by keys, one or several, and their address is copied", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Lines by keys" });
  const steps = [{ name: "Count", kind: "shell" as const, run: 'seq -f "line %g" 1 9' }];
  const { run } = await operator.ops.createRun({ session_id, title: "Counts", steps });
  const page = await operator.window(`/runs/${run.id}`);
  await showsStatus(page, "Succeeded");
  await isLive(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const keys = async (pressed: string, hash: string) => {
    for (const key of pressed) await page.keyboard.press(key === key.toUpperCase() ? `Shift+${key}` : key);
    await expect(page).toHaveURL(new RegExp(`/runs/${run.id}${hash}$`));
  };
  await page.getByRole("button", { name: "Jump to start" }).click();
  await keys("jjj", "#L3");
  await keys("JJ", "#L3-L5");
  await keys("KKK", "#L2-L3");
  await keys("k", "#L1");
  await keys("jjJ", "#L3-L4");
  await expect(page.getByText("Lines 3 to 4", { exact: true })).toBeVisible();
  await page.keyboard.press("y");
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Shortcuts" });
  await expect(list.getByText("Choose the next line, too")).toBeVisible();
  await expect(list.getByText("Copy the link to them")).toBeVisible();
});
