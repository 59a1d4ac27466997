import type { ThemeChoice } from "../components/types.ts";

/** The cookie that remembers a person's choice, so that the first paint is right already. */
export const themeCookie = "ops-theme";

export function themeOf(value: string | undefined): ThemeChoice {
  return value === "light" || value === "dark" ? value : "system";
}

/** Applies a choice to the page and remembers it for a year. */
export function applyTheme(choice: ThemeChoice): void {
  document.documentElement.dataset.theme = choice;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we support
  document.cookie = `${themeCookie}=${choice}; path=/; max-age=31536000; samesite=lax`;
}
