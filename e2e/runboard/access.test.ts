import { createClient } from "@supabase/supabase-js";
import { expect as browserless, test } from "vitest";
import { whyNot } from "../../components/access/why-not.model.ts";
import { createOpsClient } from "../../lib/ops-client/index.ts";
import { sha256Hex } from "../../supabase/functions/_shared/contracts/sha256.ts";
import { anotherOperator } from "./support/another-operator.ts";
import { firstOperator } from "./support/first-operator.ts";
import { ownInstance } from "./support/instance.ts";
import { looksWell } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const instance = ownInstance();
const shots = new Shots();

test("the setup is closed once there is a first operator: the same address leads others to sign in, and shows an admin that all is well", async () => {
  const page = await operator.stranger(instance.setupUrl);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const { url, publishableKey } = instance.supabase;
  const mallory = createClient(url, publishableKey, { auth: { persistSession: false } });
  const { data } = await mallory.auth.signUp({ email: "mallory@example.test", password: "late to the party" });
  const code = new URL(instance.setupUrl).searchParams.get("code") ?? "";
  const late = createOpsClient({ url: instance.ops.url, credential: () => data.session?.access_token ?? "" });
  const attempt = late.completeSetup({ code_sha256: await sha256Hex(code), display_name: "Mallory" });
  await browserless(attempt).rejects.toMatchObject({ code: "forbidden" });

  const admin = await operator.window(instance.setupUrl);
  await expect(admin.getByText("Everything is there")).toBeVisible();
  await expect(admin.getByText("2 workers are ready.")).toBeVisible();
});

test("someone who signed up without an invitation sees nothing on any page and can do nothing", async () => {
  const { url, publishableKey } = instance.supabase;
  const stranger = createClient(url, publishableKey, { auth: { persistSession: false } });
  const account = { email: "uninvited@example.test", password: "nobody asked me" };
  const { error } = await stranger.auth.signUp(account);
  if (error) throw error;
  const { id } = await operator.ops.createSession({ name: "Not for strangers" });

  const page = await operator.stranger("/");
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  const refused = page.getByRole("heading", { name: "You are not an operator yet" });
  await expect(refused).toBeVisible();
  await shots.everyLook(page, "no-permission");
  for (const path of ["/sessions", `/sessions/${id}`, "/runs", "/runs/1", "/workers"]) {
    await visit(page, new URL(path, instance.url).href);
    await expect(refused).toBeVisible();
    await expect(page.getByText("Not for strangers")).toHaveCount(0);
  }
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByLabel("Password")).toBeVisible();
});

test("a wrong password is refused in words, the right one leads to the page that was asked for, signing out closes it", async () => {
  const page = await operator.stranger("/runs");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await shots.everyLook(page, "sign-in");
  await page.getByLabel("E-mail").fill(firstOperator.email);
  await page.getByLabel("Password").fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\w/ }).first()).toBeVisible();
  await page.getByLabel("Password").fill(firstOperator.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Runs", exact: true })).toBeVisible();
  await isLive(page);
  await page.getByRole("button", { name: /theme and sign-out/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByLabel("Password")).toBeVisible();
  await page.goto(new URL("/runs", instance.url).href);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("an auditor sees what they may not do as disabled, reached by keys and with the reason, on every screen", async () => {
  const readsOnly = whyNot("auditor", "write") ?? "";
  const { id } = await operator.ops.createSession({ name: "Looked at" });
  const steps = [{ name: "say", kind: "shell" as const, run: "true" }];
  const { run } = await operator.ops.createRun({ session_id: id, lane: "A", steps, delay_seconds: 3_600 });
  const page = await anotherOperator(operator, "Vera", "auditor", `/sessions/${id}`);
  await isLive(page);
  const start = page.getByRole("button", { name: "Start run", exact: true });
  await expect(start).toBeDisabled();
  await expect(start).toHaveAccessibleDescription(readsOnly);
  await start.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("tooltip", { name: readsOnly })).toBeVisible();

  const lane = page.getByRole("button", { name: "Shape lane A" });
  await lane.focus();
  await page.keyboard.press("Enter");
  const pause = page.getByRole("menuitem", { name: "Pause lane…" });
  await expect(async () => {
    await page.keyboard.press("Home"); // the menu may still be on its way to the focus
    await page.keyboard.press("ArrowDown");
    await expect(pause).toBeFocused({ timeout: 200 });
  }).toPass();
  await expect(pause).toBeDisabled();
  await expect(pause).toHaveAccessibleDescription(readsOnly);
  await page.keyboard.press("Enter");
  await expect(pause).toBeVisible();
  await looksWell(page, "session-auditor", shots);
  await page.keyboard.press("Escape");

  // A queued run that is dragged stays, and its lane says why.
  const laneOf = (name: string) => page.getByRole("region", { name: `Lane ${name}`, exact: true });
  await page.locator(`[data-run='${run.id}']`).dragTo(laneOf("B"));
  await expect(laneOf("A").getByRole("alert")).toContainText(readsOnly);
  await expect(laneOf("B").locator("[data-run]")).toHaveCount(0);
  browserless((await operator.ops.getRun({ run_id: run.id })).run.lane).toBe("A");

  const go = (name: string) => page.getByRole("link", { name, exact: true }).first().click();
  for (const [screen, control, reason] of [
    ["Sessions", "New session", readsOnly],
    ["Templates", "New template", readsOnly],
    ["Schedules", "New schedule", readsOnly],
    ["Workers", /^Drain /, readsOnly],
    ["Settings", /^Change role of /, whyNot("auditor", "administer") ?? ""],
  ] as const) {
    await go(screen);
    const button = page.getByRole("button", { name: control }).first();
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(reason);
  }
  await go("Runs");
  await page
    .getByRole("checkbox", { name: /^Choose run / })
    .first()
    .click();
  await expect(page.getByRole("button", { name: "Cancel runs" })).toHaveAccessibleDescription(readsOnly);
  await page.getByRole("button", { name: "View: All runs" }).click();
  await expect(page.getByRole("menuitem", { name: "Save these filters…" })).toHaveAccessibleDescription(readsOnly);
  await shots.everyLook(page, "runs-auditor");
});
