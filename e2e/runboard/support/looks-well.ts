import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./operator.ts";
import { type Shots, settled } from "./screenshots.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What a theme can break; all else is the same in both. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];
const PHONE = { width: 390, height: 844 };

/** No violation of WCAG 2.2 AA on the page as it stands; with `rules`, of these alone. */
export async function isClean(page: Page, name: string, rules?: string[]): Promise<void> {
  // Again for a while: the colours of links can follow a change of theme a moment later.
  await expect(async () => {
    await settled(page);
    // Legacy: without a page of its own for the report of other sites' frames, which takes longer than the check; we have none.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
    const { violations } = await (rules === undefined ? axe.withTags(TAGS) : axe.withRules(rules)).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${name}: ${id}: ${node.html} ${node.any[0]?.message ?? ""}`),
    );
    expect(found).toEqual([]);
  }).toPass({ timeout: 30_000, intervals: [100, 200, 400] });
}

/** No violation of WCAG 2.2 AA on the page as it stands, light and dark; then its screenshots. */
export async function looksWell(page: Page, name: string, shots: Shots): Promise<void> {
  const theme = (choice: string) =>
    page.evaluate((value) => document.documentElement.setAttribute("data-theme", value), choice);
  await theme("light");
  await isClean(page, `${name}, light`);
  await theme("dark");
  await isClean(page, `${name}, dark`, RULES_OF_COLOUR);
  await theme("system");
  await shots.everyLook(page, name);
}

/** The same on a phone, where other things are seen. */
export async function looksWellOnPhone(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  await isClean(page, `${name}, on a phone`);
  if (before !== null) await page.setViewportSize(before);
}
