import type { BrowserContext, Page } from "@playwright/test";
import { becomeFirstOperator } from "../../e2e/runboard/support/first-operator.ts";
import { Shots } from "../../e2e/runboard/support/screenshots.ts";
import { installRecorder } from "./recorder.ts";

const PATIENCE_MS = 60_000;

/** Makes the first operator through the page that `npm start` printed, and stays signed in. */
export async function becomeOperator(context: BrowserContext, setupUrl: string): Promise<void> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await becomeFirstOperator(page, setupUrl, new Shots());
  await page.close();
}

/** Takes a page of the Runboard to `url` and waits until it is live. */
export async function visitLive(page: Page, url: string): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  await page.locator("[data-connection='live']").waitFor({ state: "attached" });
}

/** The same, and records what is seen from then on. */
export async function openLive(page: Page, url: string): Promise<void> {
  await visitLive(page, url);
  await installRecorder(page);
}
