import { cookies } from "next/headers";
import type { PageMade } from "../components/status/clock.tsx";
import { appearanceOf } from "./appearance.ts";

/** What the browser needs to take over the times on this page as they were written. */
export async function pageMade(): Promise<PageMade> {
  const store = await cookies();
  return { at: Date.now(), times: appearanceOf((name) => store.get(name)?.value).times };
}
