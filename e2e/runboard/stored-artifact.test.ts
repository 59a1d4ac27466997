import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "vitest";
import { looksWell } from "./support/looks-well.ts";
import { expect, openBrowser, showsStatus } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const shots = new Shots();

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

/** A picture of ten bars, 240 by 120. */
const png = [
  "iVBORw0KGgoAAAANSUhEUgAAAPAAAAB4AgMAAACx2Je0AAAACVBMVEX09vglY6rEPDxH80m4AAAAVUlEQVR42u3LQQrAIAwAwXyy",
  "n+wrK3gRWkoVGxRmDwETJ0KSMjtL8CA+SvA8fD/Dm+G6h+F4+gT/gdszDGfgOuFZuH3A8JL4fcJwOv7CYBiGYRjuxBcDGi1hxSDM",
  "BgAAAABJRU5ErkJggg==",
].join("");
const diff = `--- a/limits.yaml
+++ b/limits.yaml
@@ -1,3 +1,3 @@
 lanes: 4
-capacity: 2
+capacity: 5
 note: for the release
`;

test("a diff is shown by its lines and an image as one, each with its digest", async () => {
  const session = await operator.ops.createSession({ name: "Diffs and images", lanes: [{ name: "A" }] });
  const make = `base64 -d <<< '${png}' > $OPS_ARTIFACTS/chart.png; cat > $OPS_ARTIFACTS/limits.diff <<'END'\n${diff}END\n`;
  const steps = [{ kind: "shell" as const, name: "Make", run: make }];
  const { run } = await operator.ops.createRun({ session_id: session.id, lane: "A", steps });
  const page = await operator.window(`/runs/${run.id}`);
  await showsStatus(page, "Succeeded");

  await page.getByRole("button", { name: "limits.diff", exact: true }).click();
  const changes = page.getByRole("dialog", { name: "limits.diff" });
  await expect(changes.getByText("capacity: 5")).toBeVisible();
  await looksWell(page, "artifact-diff", shots);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "chart.png", exact: true }).click();
  const image = page.getByRole("dialog", { name: "chart.png" }).getByRole("img");
  await expect(image).toBeVisible();
  expect(await image.evaluate((shown) => shown instanceof HTMLImageElement && shown.naturalWidth)).toBe(240);
  await looksWell(page, "artifact-image", shots);
});
