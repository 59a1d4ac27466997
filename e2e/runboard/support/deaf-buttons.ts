import type { Page } from "@playwright/test";

/** The buttons that could be pressed before React hears of it, on a page as the server sends it to this page's visitor. */
export async function deafButtons(page: Page, path: string, within: "main" | "form"): Promise<string[]> {
  const html = await (await page.request.get(new URL(path, page.url()).href)).text();
  return await page.evaluate(
    ([text, part]) => {
      const found = new DOMParser().parseFromString(text, "text/html").querySelectorAll(`${part} button`);
      return [...found].filter((button) => !button.hasAttribute("disabled")).map(({ textContent }) => textContent);
    },
    [html, within] as const,
  );
}
