import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "vitest";
import { expect, openBrowser, showsStatus } from "./support/operator.ts";

const operator = openBrowser();

test("a large artifact shows its digest and is downloaded, byte for byte; a smaller stored one is read on the page", async () => {
  const session = await operator.ops.createSession({ name: "Large artifacts", lanes: [{ name: "A" }] });
  const make =
    "head -c 5000000 < <(yes line) > $OPS_ARTIFACTS/all.txt; head -c 300000 < <(yes word) > $OPS_ARTIFACTS/some.txt";
  const steps = [{ kind: "shell" as const, name: "Make", run: make }];
  const { run } = await operator.ops.createRun({ session_id: session.id, lane: "A", steps });
  const page = await operator.window(`/runs/${run.id}`);
  await showsStatus(page, "Succeeded");

  await page.getByRole("button", { name: "some.txt", exact: true }).click();
  const shown = page.getByRole("dialog", { name: "some.txt" });
  await expect(shown.getByText("word").first()).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "all.txt", exact: true }).click();
  const viewer = page.getByRole("dialog", { name: "all.txt" });
  await expect(viewer.getByText("It is not shown here.", { exact: false })).toBeVisible();
  const content = "line\n".repeat(1_000_000);
  const sha256 = createHash("sha256").update(content).digest("hex");
  await expect(viewer.getByText(`sha256 ${sha256.slice(0, 12)}`, { exact: false })).toBeVisible();
  const download = page.waitForEvent("download");
  await viewer.getByRole("button", { name: "Download" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("all.txt");
  expect((await readFile(await file.path())).equals(Buffer.from(content))).toBe(true);
});
