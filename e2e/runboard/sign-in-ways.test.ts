import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, test } from "vitest";
import { deafButtons } from "./support/deaf-buttons.ts";
import { ownInstance } from "./support/instance.ts";
import { looksWell } from "./support/looks-well.ts";
import { expect, openBrowser } from "./support/operator.ts";
import { endGroup, spawnGroup, startRunboard } from "./support/runboard-process.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const { supabase } = ownInstance();
const shots = new Shots();
let child: ChildProcess;
let url: string;

/** A second Runboard on the instance's project, told that mail and GitHub are set up there; which they are not. */
beforeAll(async () => {
  const environment = { SUPABASE_URL: supabase.url, SUPABASE_PUBLISHABLE_KEY: supabase.publishableKey };
  url = await startRunboard(
    { ...environment, OPS_AUTH_GITHUB: "true", OPS_AUTH_PASSWORD_RESET: "true" },
    (...args) => (child = spawnGroup(...args)),
  );
});
afterAll(async () => {
  if (child !== undefined) await endGroup(child);
});

test("GitHub and the way to a new password are offered where they are configured; what the project does not have is refused in words", async () => {
  const page = await operator.stranger(`${url}/sign-in?failed=callback`);
  for (const path of ["/sign-in", "/reset-password"]) expect(await deafButtons(page, path, "main")).toEqual([]);
  await expect(page.getByText("That link did not sign you in")).toBeVisible();
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await expect(page.getByText("Sign-in with GitHub is switched off in this project.")).toBeVisible();
  await looksWell(page, "sign-in-ways", shots);

  await page.getByRole("link", { name: "Set a new password" }).click();
  await expect(page.getByRole("heading", { name: "Set a new password" })).toBeVisible();
  await page.getByLabel("E-mail").fill("ada@example.test");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("This project sends no mail.")).toBeVisible();
  await shots.everyLook(page, "reset-password");
});

test("neither is offered where it is not configured, and the address of the one says whom to ask", async () => {
  const page = await operator.stranger("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Continue with GitHub" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Set a new password" })).toHaveCount(0);
  await page.goto(new URL("/reset-password", page.url()).href);
  await expect(page.getByRole("heading", { name: "No mail is sent from here" })).toBeVisible();
  await shots.everyLook(page, "reset-password-off");
});
