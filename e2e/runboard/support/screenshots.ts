import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

const FOLDER = fileURLToPath(new URL("../../../docs/screenshots", import.meta.url));
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const SCHEMES = ["light", "dark"] as const;

/** Takes screenshots where SCREENSHOTS=1 asks for them; else does nothing, so that a normal run leaves the tree alone. */
export class Shots {
  readonly #wanted: boolean;

  constructor(wanted = process.env.SCREENSHOTS === "1") {
    this.#wanted = wanted;
  }

  /** The page as it is, light and dark, wide and narrow: `docs/screenshots/<name>-<scheme>-<width>.png`. */
  async everyLook(page: Page, name: string): Promise<void> {
    if (!this.#wanted) return;
    await mkdir(FOLDER, { recursive: true });
    const before = page.viewportSize();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        await settled(page);
        await page.screenshot({
          path: join(FOLDER, `${name}-${colorScheme}-${size.width}.png`),
          animations: "disabled",
        });
      }
    }
    await page.emulateMedia({ colorScheme: null });
    if (before !== null) await page.setViewportSize(before);
  }
}

/** Two frames, and no transition under way: layout and colours have followed a new size or scheme. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const changing = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(changing.map((animation) => animation.finished));
  });
}
