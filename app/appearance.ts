import type { Appearance } from "../components/types.ts";
import { keepInCookie } from "./browser-cookie.ts";

/** The cookies that remember a person's choices in this browser, so that the first paint is right already. */
const cookies = { theme: "ops-theme", density: "ops-density", times: "ops-times" } as const;

/** The choices of a request; what was never chosen, or is no choice, is as it comes. */
export function appearanceOf(cookie: (name: string) => string | undefined): Appearance {
  const [theme, density, times] = [cookie(cookies.theme), cookie(cookies.density), cookie(cookies.times)];
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    density: density === "compact" || density === "comfortable" ? density : "standard",
    times: times === "local" || times === "utc" ? times : "relative",
  };
}

/** Applies choices to the page and remembers them. */
export function applyAppearance(changed: Partial<Appearance>): void {
  for (const name of ["theme", "density", "times"] as const) {
    const choice = changed[name];
    if (choice === undefined) continue;
    document.documentElement.dataset[name] = choice;
    keepInCookie(cookies[name], choice);
  }
}
