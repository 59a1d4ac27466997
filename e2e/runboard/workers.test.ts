import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { superuserUrl } from "../start/superuser-url.ts";
import { ownInstance } from "./support/instance.ts";
import { looksWell, looksWellOnPhone } from "./support/looks-well.ts";
import { expect, isLive, openBrowser, startRun } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

const operator = openBrowser();
const instance = ownInstance();
const shots = new Shots();
let sql: Sql;
beforeAll(async () => {
  sql = postgres(await superuserUrl(instance.folder), { max: 1 });
});
afterAll(() => sql?.end({ timeout: 2 }));
// Other tests kill workers, whose rows stay for a day.
beforeEach(async () => void (await sql`delete from public.workers where last_seen_at < now() - interval '10 seconds'`));

test("the fleet shows who holds what, and a worker is drained and undrained from it, without a reload", async () => {
  const { page: board } = await operator.board("Fleet");
  const id = await startRun(board, "Log storm", { Seconds: "600", "Lines per second": "5" });
  await board.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Workers" }).click();
  const page = board;
  await expect(page.getByRole("heading", { name: "Workers" })).toBeVisible();
  await isLive(page);
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: String(id), exact: true }) });
  await expect(row).toContainText("1/4 slots used");
  await expect(row.locator("[data-heartbeat='live']")).toBeVisible();
  const name = (await row.getAttribute("data-worker")) ?? "";

  const ofWorker = page.locator(`[data-worker="${name}"]`);
  await ofWorker.getByRole("button", { name: `Drain ${name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Drain ${name}?` });
  await expect(dialog).toContainText("The run that it holds it finishes");
  await dialog.getByRole("button", { name: "Drain worker" }).click();
  await expect(ofWorker).toContainText("Draining");
  await expect(ofWorker).toContainText("by Ada Byron");
  await expect(page.locator("[data-capacity='4']")).toBeVisible();
  await looksWell(page, "workers", shots);
  await looksWellOnPhone(page, "workers");
  await operator.ops.cancelRun({ run_id: id });
  await expect(ofWorker).toContainText("Drained", { timeout: 60_000 });
  await expect(ofWorker.getByRole("link")).toHaveCount(0);

  await ofWorker.getByRole("button", { name: `Undrain ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undrain worker" }).click();
  await expect(ofWorker).not.toContainText("Drained");
  await expect(page.locator("[data-capacity='8']")).toBeVisible();
});

test("a worker that died stands first and is removed from the list", async () => {
  await sql`
    insert into public.workers (id, api_key_id, name, host, version, slots, labels, last_seen_at)
    select gen_random_uuid(), min(id), 'zz-ghost', 'gone', '0', 2, array['gpu'], now() - interval '5 minutes' from public.api_keys`;

  const page = await operator.window("/workers");
  const row = page.locator("tbody tr").first();
  await expect(row).toContainText("zz-ghost");
  await expect(row).toContainText("gpu");
  await expect(row.locator("[data-heartbeat='silent']")).toBeVisible();
  await row.getByRole("button", { name: "Remove zz-ghost" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove worker" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("[data-worker='zz-ghost']")).toHaveCount(0);
});

test("what cannot be done to a worker is told in its dialog, which stays", async () => {
  await sql`
    insert into public.workers (id, api_key_id, name, host, version, slots, labels, last_seen_at)
    select gen_random_uuid(), min(id), 'zz-back', 'here', '0', 2, '{}', now() - interval '5 minutes' from public.api_keys`;
  const page = await operator.window("/workers");
  await page.getByRole("button", { name: "Remove zz-back" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  // It has come back while somebody was about to remove it.
  await sql`update public.workers set last_seen_at = now() + interval '1 hour' where name = 'zz-back'`;
  await dialog.getByRole("button", { name: "Remove worker" }).click();
  await expect(dialog.getByRole("alert")).toContainText('Worker "zz-back" called less than a minute ago');
  await looksWell(page, "worker-refused", shots);
  await page.keyboard.press("Escape");
  await sql`delete from public.workers where name = 'zz-back'`;
});

test("the page of a run whose log was purged says what went, and what remains", async () => {
  const { id: session_id } = await operator.ops.createSession({ name: "Retention" });
  const script = "echo done; echo 7 > $OPS_ARTIFACTS/answer.txt";
  const { run } = await operator.ops.createRun({ session_id, steps: [{ kind: "shell", name: "one", run: script }] });
  await expect(async () => {
    expect((await operator.ops.getRun({ run_id: run.id })).run.status).toBe("succeeded");
  }).toPass({ timeout: 60_000 });
  await sql`select private.purge_run_log(${run.id}, 'retention')`;
  const { last_seq, purged } = await operator.ops.listEvents({ run_id: run.id });

  const page = await operator.window(`/runs/${run.id}`);
  await expect(page.locator(`[data-purge='${last_seq}']`)).toContainText(`${last_seq} entries were purged`);
  await expect(page.locator("[data-purge]")).toContainText(purged?.head ?? "no head");
  await expect(page.getByText(/^0 entries$/)).toBeHidden();
  await expect(page.locator("[data-purged-artifact='answer.txt']")).toContainText("2 B, purged");
  await looksWell(page, "run-purged", shots);
});
