import type { Page } from "@playwright/test";
import { processStartedAt } from "../../../supabase/local/process/identity.ts";
import { expect } from "./expect.ts";

/** A step that starts a child in the background, prints both pids and goes on until it is stopped. */
export const treeOfProcesses = {
  kind: "shell" as const,
  name: "Grow a tree",
  run: 'sleep 600 &\necho "tree $$ $!"\nwait',
};

/** The same, but nobody heeds SIGTERM and nobody is killed for a long while. */
export const stubbornTree = {
  ...treeOfProcesses,
  run: "trap '' TERM\nsleep 600 &\necho \"tree $$ $!\"\nwhile :; do wait; done",
  grace_seconds: 300,
};

/** The pids that `treeOfProcesses` printed, read off the run's page. */
export async function pidsOfTree(page: Page): Promise<number[]> {
  const line = page.getByRole("log").getByText(/^tree \d+ \d+$/);
  await expect(line).toBeVisible();
  return [...((await line.textContent()) ?? "").matchAll(/\d+/g)].map(([pid]) => Number(pid));
}

/** Which of these processes are alive. */
export async function alive(pids: number[]): Promise<number[]> {
  const started = await Promise.all(pids.map(async (pid) => ({ pid, at: await processStartedAt(pid) })));
  return started.filter(({ at }) => at !== null).map(({ pid }) => pid);
}
