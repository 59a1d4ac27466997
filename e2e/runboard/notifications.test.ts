import type { Page } from "@playwright/test";
import { test } from "vitest";
import { anotherOperator } from "./support/another-operator.ts";
import { ownInstance } from "./support/instance.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, reload, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser({ whole: true });
const { url } = ownInstance();
const shots = new Shots();
const settings = new URL("/settings/notifications", url).href;

/** Notes the titles of what the browser is given to show, from the next page on. */
async function noteNotifications(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const noted: string[] = [];
    Object.assign(window, {
      noted,
      Notification: class extends Notification {
        constructor(title: string, options?: NotificationOptions) {
          super(title, options);
          noted.push(title);
          setTimeout(() => this.dispatchEvent(new Event("show")));
        }
      },
    });
  });
  return async () => await page.evaluate((): string[] => Reflect.get(window, "noted"));
}

/** Starts a short run from the palette. */
async function start(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill("/run log-storm seconds=1 lines_per_second=5 lane=B");
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
}

test("what is switched off on the page is told by the browser alone, in every window, and stands behind the bell", async () => {
  const { id } = await operator.ops.createSession({ name: "Told apart" });
  const page = await anotherOperator(operator, "Joan", "operator", "/settings/notifications");
  await page.context().grantPermissions(["notifications"]);
  const noted = await noteNotifications(page);
  await visit(page, settings);
  await expect(page.getByText("This browser may notify you")).toBeVisible();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText(/^Sent\./)).toBeVisible();
  expect(await noted()).toEqual(["This is a test"]);

  const board = await page.context().newPage();
  await visit(board, new URL(`/sessions/${id}`, url).href);
  await isLive(board);
  await page.bringToFront();
  const choice = page.getByRole("checkbox", { name: "A run of yours succeeded: on the page" });
  await choice.uncheck();
  await looksWell(page, "settings-notifications", shots);
  await looksWellOnPhone(page, "settings-notifications");
  await reload(page);
  await expect(choice).not.toBeChecked();
  await page.close();

  // Chosen in the other window, and held here without another look at the server.
  await start(board);
  await expect(board.getByRole("button", { name: "Notifications: 1 unread" })).toBeVisible({ timeout: 60_000 });
  const away = await noteNotifications(board);
  await reload(board);
  await isLive(board);
  await board.evaluate(() => Object.defineProperty(document, "visibilityState", { value: "hidden" }));
  await start(board);
  await expect.poll(away, { timeout: 60_000 }).toEqual([expect.stringMatching(/^Run \d+ succeeded$/)]);
  await expect(board.getByText(/^Run \d+ succeeded$/)).toHaveCount(0);
  await board.getByRole("button", { name: "Notifications: 2 unread" }).click();
  await board.getByRole("menuitem", { name: "What you are told" }).click();
  await expect(board.getByRole("heading", { name: "Notifications" })).toBeVisible();
});

test("a browser that forbids notifications, cannot show them, or has none says so and what to do", async () => {
  const page = await operator.window("/settings/notifications");
  // Asked, and refused.
  await page.addInitScript(() => {
    let permission: NotificationPermission = "default";
    Object.defineProperty(Notification, "permission", { get: () => permission });
    Notification.requestPermission = async () => {
      permission = "denied";
      return permission;
    };
  });
  await reload(page);
  await expect(page.getByText("This browser has not been allowed to notify you")).toBeVisible();
  await looksWell(page, "settings-notifications-unasked", shots);
  await page.getByRole("button", { name: "Allow notifications" }).click();
  await expect(page.getByText("Notifications are blocked in this browser")).toBeVisible();
  await expect(page.getByText(/allow notifications there/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Allow|Send)/ })).toHaveCount(0);
  await expect(page.getByText(/holds once it may notify you/)).toBeVisible();
  await looksWell(page, "settings-notifications-blocked", shots);

  // Granted, and none shown: a phone.
  await page.addInitScript(() => {
    const refusing = () => {
      throw new TypeError("Illegal constructor");
    };
    Object.assign(window, { Notification: Object.assign(refusing, { permission: "granted" }) });
  });
  await reload(page);
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The browser has not shown it" })).toBeVisible();
  await looksWell(page, "settings-notifications-not-shown", shots);

  await page.addInitScript(() => Reflect.deleteProperty(window, "Notification"));
  await reload(page);
  await expect(page.getByText("This browser has no notifications")).toBeVisible();
  await page.addInitScript(() => Object.defineProperty(window, "isSecureContext", { value: false }));
  await reload(page);
  await expect(page.getByText("Browsers notify only for pages that came securely")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "A run of yours failed: on the page" })).toBeChecked();
});
