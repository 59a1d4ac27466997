import { test } from "vitest";
import { anotherOperator } from "./support/another-operator.ts";
import { looksWell } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, showsStatus } from "./support/operator.ts";
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
  await looksWell(page, "run-approval", shots);
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
