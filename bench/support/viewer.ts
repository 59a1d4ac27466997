import type { BrowserContext, Page } from "@playwright/test";
import { installRecorder } from "./recorder.ts";

const PASSWORD = "a password for benchmarks only";
const PATIENCE_MS = 60_000;

/** Makes the first operator through the page that `npm start` printed, and stays signed in. */
export async function becomeOperator(context: BrowserContext, setupUrl: string): Promise<void> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(setupUrl);
  await page.getByLabel("Your name").fill("Bench");
  await page.getByLabel("E-mail").fill("bench@example.org");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Become the first operator" }).click();
  await page.waitForURL(/\/sessions/);
  await page.close();
}

/** Takes a page of the Runboard to `url`, waits until it is live, and records from then on. */
export async function openLive(page: Page, url: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  await page.getByText("Live", { exact: true }).first().waitFor();
  await installRecorder(page);
}
