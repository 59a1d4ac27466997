import type { Page } from "@playwright/test";
import { test } from "vitest";
import { anotherOperator } from "./support/another-operator.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, openBrowser } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

const chatOf = (page: Page) => page.getByRole("complementary", { name: "Chat" });
const lineOf = (page: Page) => page.getByRole("combobox", { name: "Command" });
const say = async (page: Page, text: string) => {
  await lineOf(page).fill(text);
  await lineOf(page).press("Enter");
};

test("two operators share a session's chat: lines and live cards appear for both, what is not understood does nothing", async () => {
  const { page, sessionId } = await operator.board("Shared command line");
  await page.getByRole("button", { name: "Chat" }).click();
  await expect(chatOf(page).getByText("Nothing was said yet")).toBeVisible();
  await shots.everyLook(page, "chat-empty");
  const grace = await anotherOperator(operator, "Grace", "operator", `/sessions/${sessionId}?chat`);

  await say(grace, "/say deploying at noon");
  await expect(chatOf(page).getByText("deploying at noon", { exact: true })).toBeVisible();

  // Completion, then a run whose card both see go through its life.
  await lineOf(page).pressSequentially("/run log");
  await expect(page.getByRole("option", { name: /log-storm/ })).toBeVisible();
  await shots.everyLook(page, "chat-completion");
  await lineOf(page).press("Tab");
  await expect(lineOf(page)).toHaveValue("/run log-storm ");
  await lineOf(page).pressSequentially("lane=B seconds=120 lines_per_second=5");
  await expect(chatOf(page).getByText(/Starts Log storm in lane B/)).toBeVisible();
  await lineOf(page).press("Enter");
  const card = chatOf(grace).getByRole("article", { name: /Log storm/ });
  await expect(card.locator("[data-status='running']")).toBeVisible({ timeout: 60_000 });
  await looksWell(page, "chat", shots);
  await looksWellOnPhone(page, "chat");
  const run = Number(await card.getAttribute("data-run"));
  await say(grace, `cancel ${run} because it is noon`);
  await expect(chatOf(page).getByRole("article").first().locator("[data-status='cancelled']")).toBeVisible({
    timeout: 60_000,
  });

  const before = (await operator.ops.listRuns({ session_id: sessionId })).runs.length;
  await say(page, `cancle ${run}`);
  const alert = chatOf(page).getByRole("alert");
  await expect(alert).toContainText("Nothing was done");
  await looksWell(page, "chat-unclear", shots);
  await alert.getByRole("button", { name: `/cancel ${run}` }).click();
  await expect(lineOf(page)).toHaveValue(`/cancel ${run}`);
  await lineOf(page).press("Enter");
  await expect(chatOf(grace).getByText(`Run ${run} has been cancelled already.`)).toBeVisible();
  expect((await operator.ops.listRuns({ session_id: sessionId })).runs).toHaveLength(before);

  const auditor = await anotherOperator(operator, "Audrey", "auditor", `/sessions/${sessionId}?chat`);
  await expect(chatOf(auditor).getByText("deploying at noon", { exact: true })).toBeVisible();
  await expect(lineOf(auditor)).toBeDisabled();
  await expect(lineOf(auditor)).toHaveAccessibleDescription(/^Your role reads only\./);
  await shots.everyLook(auditor, "chat-auditor");
});

test("what waits is proposed, shown before it is decided, and decided from the line", async () => {
  const { page, sessionId } = await operator.board("Decided in a line");
  await page.keyboard.press("c");
  const { run } = await operator.ops.createRun({
    session_id: sessionId,
    title: "Guarded release",
    steps: [
      { name: "sign off", kind: "approval", title: "Release 7.1?", body: "The checks have **passed**." },
      { name: "deploy", kind: "shell", run: "true" },
    ],
  });
  await chatOf(page)
    .getByRole("button", { name: `Approve ${run.id}` })
    .click({ timeout: 60_000 });
  await expect(chatOf(page).getByRole("region", { name: `What run ${run.id} asks` })).toContainText(
    "The checks have passed.",
  );
  await shots.everyLook(page, "chat-decision");
  await lineOf(page).fill("/status");
  await lineOf(page).press("Enter");
  await expect(chatOf(page).getByRole("region", { name: "Status" })).toContainText("Waits for you: Release 7.1?");
  await say(page, `why is ${run.id} waiting?`);
  const card = chatOf(page).getByRole("article", { name: /Guarded release/ });
  await expect(card).toContainText("“Release 7.1?” waits for 1 approval");
  await expect(card.getByRole("button", { name: "Approve" })).toBeVisible();
  await looksWell(page, "chat-answers", shots);
  await say(page, `approve ${run.id}`);
  await expect(card.locator("[data-status='succeeded']")).toBeVisible({ timeout: 60_000 });
  expect((await operator.ops.getRun({ run_id: run.id })).run.status).toBe("succeeded");
  await say(page, "/help");
  await expect(chatOf(page).getByRole("region", { name: "Commands" })).toContainText("/run template lane=B name=value");
  await shots.everyLook(page, "chat-help");
});
