import { test } from "vitest";
import { deafButtons } from "./support/deaf-buttons.ts";
import { firstOperator } from "./support/first-operator.ts";
import { expect, openBrowser } from "./support/operator.ts";

const operator = openBrowser();

test("what is typed before React listens stays, and neither Enter nor a press sends it anywhere", async () => {
  const page = await operator.stranger("/sign-in");
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(page.url(), { waitUntil: "commit" });
  const button = page.getByRole("button", { name: "Sign in" });
  await expect(button).toBeDisabled();
  await page.getByLabel("E-mail").fill(firstOperator.email);
  await page.getByLabel("Password").fill(firstOperator.password);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.getByLabel("Password").press("Enter");
  await button.click({ force: true });
  expect(await page.getByLabel("Password").inputValue()).toBe(firstOperator.password);
  release();
  await expect(button).toBeEnabled();
  expect(requests.filter((url) => /sign-in|token|password/.test(url))).toEqual([]);
  await button.click();
  await expect(page.getByRole("button", { name: `${firstOperator.name}, admin: theme and sign-out` })).toBeVisible();
});

test("no button of a page for strangers, and no form's button elsewhere, can be pressed before React listens", async () => {
  const stranger = await operator.stranger("/sign-in");
  for (const path of ["/sign-in", `/invite/inv_${"a".repeat(43)}`]) {
    expect([path, await deafButtons(stranger, path, "main")]).toEqual([path, []]);
  }
  const { id } = await operator.ops.createSession({ name: "Before listening" });
  const page = await operator.window("/settings/retention");
  expect(await deafButtons(page, "/setup", "main")).toEqual([]);
  for (const path of [
    "/approvals",
    "/settings/retention",
    "/settings/operators",
    `/sessions/${id}`,
    "/templates/host-health",
  ]) {
    expect([path, await deafButtons(page, path, "form")]).toEqual([path, []]);
  }
});
