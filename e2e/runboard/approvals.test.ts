import { test } from "vitest";
import { anotherOperator } from "./support/another-operator.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, showsStatus, visit } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

test("a run's question appears in the inbox at once, is answered on its page, and the run goes on with the answer", async () => {
  const { page, sessionId } = await operator.board("A release to sign off");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Approvals" }).click();
  await expect(page.getByText("Nothing waits for you")).toBeVisible();
  await shots.everyLook(page, "approvals-empty");
  const { run } = await operator.ops.createRun({
    session_id: sessionId,
    lane: "A",
    title: "Guarded release",
    steps: [
      { name: "build", kind: "shell", run: 'echo "version=7.1" > "$OPS_OUTPUTS"' },
      {
        ...{ name: "sign off", kind: "approval", title: "Release {{steps.build.version}}?" },
        body: "The checks have **passed**.\n\n- build\n- smoke test",
        input_schema: {
          type: "object",
          properties: { share: { type: "integer", title: "Canary share", default: 5, minimum: 1 } },
        },
      },
      { name: "deploy", kind: "shell", run: 'echo "share $OPS_OUTPUT_SIGN_OFF_SHARE"' },
    ],
  });
  const inbox = page.getByRole("table", { name: "Waits for you" });
  await expect(inbox.getByRole("link", { name: "Release 7.1?" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Approvals 1 wait for you" })).toBeVisible();
  await looksWell(page, "approvals", shots);
  await looksWellOnPhone(page, "approvals");

  await inbox.getByRole("link", { name: "Release 7.1?" }).click();
  const panel = page.getByRole("region", { name: "Approval in step “sign off”" });
  await expect(panel.getByText("The checks have passed.")).toBeVisible();
  await isLive(page);
  // By which rules, until when and about what exactly: for everybody who reads it.
  const [asked] = (await operator.ops.listApprovals({ run_id: run.id })).approvals;
  const digest = asked?.digest ?? "";
  const auditors = (await anotherOperator(operator, "Nora", "auditor", `/runs/${run.id}`)).getByRole("region", {
    name: "Approval in step “sign off”",
  });
  for (const seen of [panel, auditors]) {
    await expect(seen).toContainText(/Decides1 person of the role .*operator/);
    await expect(seen).toContainText("0 of 1 approval");
    await expect(seen).toContainText(/Deadline\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, in \d/);
    await expect(seen).toContainText("the run fails");
    await expect(seen.getByText(digest.slice(0, 12), { exact: true })).toHaveAttribute("title", `SHA-256 ${digest}`);
    await expect(seen.getByRole("button", { name: "Copy digest of what is shown" })).toBeVisible();
  }
  // Nobody works on the step meanwhile.
  const step = page.getByRole("region", { name: "Steps" }).getByRole("listitem").filter({ hasText: "sign off" });
  await expect(step.first().locator("[data-status]")).toHaveAttribute("data-status", "waiting");
  await expect(step.first()).toContainText("waits for approval");
  await looksWell(page, "run-approval", shots);
  await looksWellOnPhone(page, "run-approval");
  await panel.getByRole("button", { name: "Reject" }).click();
  await expect(panel.getByText("Say why: whoever asked has to know.")).toBeVisible();
  await panel.getByLabel("Canary share").fill("0");
  await panel.getByRole("button", { name: "Approve" }).click();
  await expect(panel.getByLabel("Canary share")).toHaveAttribute("aria-invalid", "true");
  await panel.getByLabel("Canary share").fill("20");
  await panel.getByLabel("Comment").fill("watch the error rate");
  await panel.getByRole("button", { name: "Approve" }).click();
  await showsStatus(page, "Succeeded");
  await expect(panel.getByText("Ada Byron approved: watch the error rate")).toBeVisible();
  const [decision] = (await operator.ops.listApprovals({ run_id: run.id })).approvals[0]?.decisions ?? [];
  await expect(panel.getByRole("list", { name: "Decisions" })).toContainText(
    `having seen ${decision?.digest.slice(0, 12)}`,
  );
  await expect(page.getByRole("log").getByText("share 20", { exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "Outputs" }).first()).toHaveText("version=7.1");
  expect((await operator.ops.listApprovals({ run_id: run.id })).approvals[0]?.status).toBe("approved");

  // What nobody has to decide any more is not told any longer, even to somebody who is just reading it.
  const steps = [{ name: "ask", kind: "approval" as const, title: "Still wanted?" }];
  const { run: asking } = await operator.ops.createRun({ session_id: sessionId, lane: "B", title: "Second", steps });
  const toast = page.getByText(`Run ${asking.id}, Second, waits for your approval`);
  await toast.hover();
  await operator.ops.cancelRun({ run_id: asking.id });
  await expect(toast).toHaveCount(0);
});

test("who decides on what has changed meanwhile is told so, sees it as it is now, and decides on that", async () => {
  const { page, sessionId } = await operator.board("A question with two answers");
  const share = { type: "integer", title: "Canary share", default: 5 };
  const ask = {
    ...{ name: "sign off", kind: "approval" as const, title: "Release it?" },
    approvers: { roles: ["admin" as const, "operator" as const, "api_key" as const], count: 2, not_requester: false },
    input_schema: { type: "object", properties: { share } },
  };
  const { run } = await operator.ops.createRun({ session_id: sessionId, lane: "A", title: "Release", steps: [ask] });
  await visit(page, new URL(`/runs/${run.id}`, page.url()).href);
  await isLive(page);
  const panel = page.getByRole("region", { name: "Approval in step “sign off”" });
  await expect(panel.getByRole("button", { name: "Approve" })).toBeVisible();
  // The first to approve gives the input, which the others decide on: it comes while this decision is on its way.
  let first = true;
  await page.route(/approvals\.approve/, async (route) => {
    if (!first) return await route.continue();
    first = false;
    const { approvals } = await operator.ops.listApprovals({ run_id: run.id });
    const { id: approval_id = 0, digest = "" } = approvals[0] ?? {};
    await operator.ops.approveApproval({ approval_id, digest, input: { share: 50 } });
    await route.continue();
  });
  await panel.getByRole("button", { name: "Approve" }).click();
  await expect(panel.getByRole("alert")).toContainText('"Release it?" has changed since you saw it.');
  await expect(panel.getByRole("alert")).toContainText("Look at it again");
  await expect(panel).toContainText("share50");
  await looksWell(page, "run-approval-stale", shots);
  await panel.getByRole("button", { name: "Approve" }).click();
  await showsStatus(page, "Succeeded");
  await expect(panel.getByRole("alert")).toHaveCount(0);
});

test("who decides on what somebody else has decided meanwhile is told so, and has nothing left to decide", async () => {
  const { page, sessionId } = await operator.board("Decided elsewhere");
  const approvers = { roles: ["admin" as const, "api_key" as const], count: 1, not_requester: false };
  const steps = [{ name: "ask", kind: "approval" as const, title: "Go on?", approvers }];
  const { run } = await operator.ops.createRun({ session_id: sessionId, lane: "A", title: "Asking", steps });
  await visit(page, new URL(`/runs/${run.id}`, page.url()).href);
  await isLive(page);
  const panel = page.getByRole("region", { name: "Approval in step “ask”" });
  await page.route(/approvals\.approve/, async (route) => {
    const { approvals } = await operator.ops.listApprovals({ run_id: run.id });
    const { id: approval_id = 0, digest = "" } = approvals[0] ?? {};
    await operator.ops.rejectApproval({ approval_id, digest, comment: "not today" });
    await route.continue();
  });
  await panel.getByRole("button", { name: "Approve" }).click();
  await expect(panel.getByRole("alert")).toContainText('"Go on?" is rejected already.');
  await showsStatus(page, "Failed");
  await expect(panel.getByRole("button", { name: "Approve" })).toHaveCount(0);
});
