import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./operator.ts";
import { type Shots, settled } from "./screenshots.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What a theme can break; all else is the same in both. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];

/** No violation of WCAG 2.2 AA on the page as it stands, light and dark; then its screenshots. */
export async function looksWell(page: Page, name: string, shots: Shots): Promise<void> {
  for (const theme of ["light", "dark"]) {
    await page.evaluate((choice) => document.documentElement.setAttribute("data-theme", choice), theme);
    // Again for a while: the colours of links can follow a change of theme a moment later.
    await expect(async () => {
      await settled(page);
      // Legacy: without a page of its own for the report of other sites' frames, which takes longer than the check; we have none.
      const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
      const { violations } = await (theme === "light" ? axe.withTags(TAGS) : axe.withRules(RULES_OF_COLOUR)).analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${name}, ${theme}: ${id}: ${node.html} ${node.any[0]?.message ?? ""}`),
      );
      expect(found).toEqual([]);
    }).toPass({ timeout: 30_000, intervals: [100, 200, 400] });
  }
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "system"));
  await shots.everyLook(page, name);
}
