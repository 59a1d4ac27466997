import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./operator.ts";
import { type Shots, settled } from "./screenshots.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** No violation of WCAG 2.2 AA on the page as it stands, light and dark; then its screenshots. */
export async function looksWell(page: Page, name: string, shots: Shots): Promise<void> {
  for (const theme of ["light", "dark"]) {
    await page.evaluate((choice) => document.documentElement.setAttribute("data-theme", choice), theme);
    // Again for a while: the colours of links can follow a change of theme a moment later.
    await expect(async () => {
      await settled(page);
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${name}, ${theme}: ${id}: ${node.html} ${node.any[0]?.message ?? ""}`),
      );
      expect(found).toEqual([]);
    }).toPass({ timeout: 10_000 });
  }
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "system"));
  await shots.everyLook(page, name);
}
