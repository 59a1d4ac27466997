import { createClient } from "@supabase/supabase-js";
import { expect as browserless, inject, test } from "vitest";
import { createOpsClient } from "../../lib/ops-client/index.ts";
import { sha256Hex } from "../../supabase/functions/_shared/contracts/sha256.ts";
import { firstOperator } from "./support/first-operator.ts";
import { expect, isLive, openBrowser } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const instance = inject("instance");
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
    await page.goto(new URL(path, instance.url).href);
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
