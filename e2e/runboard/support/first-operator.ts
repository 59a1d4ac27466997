import type { Page } from "@playwright/test";
import { expect } from "./expect.ts";
import type { Shots } from "./screenshots.ts";

export const firstOperator = { name: "Ada Byron", email: "ada@example.test", password: "first look at runs" };

/** Fills the page behind the printed address and ends on the board of the session that is there from the start. */
export async function becomeFirstOperator(page: Page, setupUrl: string, shots: Shots): Promise<void> {
  await page.goto(setupUrl);
  await expect(page.getByRole("heading", { name: "Set up the first operator" })).toBeVisible();
  await shots.everyLook(page, "setup");
  await page.getByLabel("Your name").fill(firstOperator.name);
  await page.getByLabel("E-mail").fill(firstOperator.email);
  await page.getByLabel("Password").fill(firstOperator.password);
  await page.getByRole("button", { name: "Become the first operator" }).click();
  // The wizard's last step: both workers are there, and the first run proves it.
  await expect(page.getByText("Host health, the first run")).toBeVisible({ timeout: 60_000 });
  await expect(page.locator("[data-run] [data-status]").first()).toHaveText("Succeeded", { timeout: 60_000 });
  await page.getByRole("link", { name: "Open the control room" }).click();
  // The first visit of a page also starts the function and fills the server's caches.
  await expect(page.getByRole("heading", { name: "First look" })).toBeVisible({ timeout: 60_000 });
  for (const lane of ["A", "B", "C", "D"])
    await expect(page.getByRole("region", { name: `Lane ${lane}` })).toBeVisible();
  await expect(page.getByRole("button", { name: `${firstOperator.name}, admin: theme and sign-out` })).toBeVisible();
}
