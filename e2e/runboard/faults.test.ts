import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { test } from "vitest";
import { z } from "zod";
import { plantFault } from "../harness/planted-fault.ts";
import { superuserUrl } from "../start/superuser-url.ts";
import { ownInstance } from "./support/instance.ts";
import { readLog } from "./support/log.ts";
import { expect, isLive, openBrowser, openRun, showsStatus, startRun } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";
import { alive, pidsOfTree, treeOfProcesses } from "./support/shell-run.ts";

const operator = openBrowser();
const shots = new Shots();
const { folder } = ownInstance();
const Part = z.object({ name: z.string(), pid: z.number() });

/** The processes of a kind of part of the instance. */
async function pidsOf(part: string): Promise<number[]> {
  const processes = join(folder, "processes");
  const records = await Promise.all((await readdir(processes)).map((name) => readFile(join(processes, name), "utf8")));
  const parts = records.map((text) => Part.parse(JSON.parse(text)));
  return parts.filter(({ name }) => name.startsWith(part)).map(({ pid }) => pid);
}

/** Kills parts of the instance, which starts them again by itself. */
async function kill(part: string): Promise<void> {
  const pids = await pidsOf(part);
  if (pids.length === 0) throw new Error(`no ${part} runs`);
  for (const pid of pids) process.kill(pid, "SIGKILL");
}

const numbersOfLines = (entries: { text: string }[]) =>
  entries.flatMap(({ text }) => /line (\d+) of \d+/.exec(text)?.[1] ?? []).map(Number);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("a reload in mid-run loses no line and shows none twice", async () => {
  const { page } = await operator.board("Reload in mid-run");
  const id = await startRun(page, "Log storm", { "Lines per second": "100", Seconds: "8", "Random bytes": "0" });
  await openRun(page, id);
  await expect(
    page
      .getByRole("log")
      .getByText(/line \d{2,} of 800/)
      .first(),
  ).toBeVisible();
  await page.reload();
  await expect(
    page
      .getByRole("log")
      .getByText(/line \d+ of 800/)
      .first(),
  ).toBeVisible();
  await showsStatus(page, "Succeeded");
  const { run } = await operator.ops.getRun({ run_id: id });
  const entries = await readLog(page, run.last_seq);
  expect(entries.map(({ seq }) => seq)).toEqual(upTo(run.last_seq));
  // Two streams are read side by side, so neighbours may change places.
  expect(numbersOfLines(entries).sort((left, right) => left - right)).toEqual(upTo(800));
});

test("a page that is opened goes live without ever saying that the connection was lost", async () => {
  const page = await operator.window("/sessions");
  await page.addInitScript(() => {
    const seen = new Set<string>();
    Object.assign(window, { seenConnections: seen });
    const look = () => seen.add(document.querySelector<HTMLElement>("[data-connection]")?.dataset.connection ?? "none");
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.reload();
  await isLive(page);
  const seen = await page.evaluate(() => [...(Reflect.get(window, "seenConnections") as Set<string>)]);
  expect(seen).toContain("live");
  expect(seen).not.toContain("reconnecting");
});

/** Kills a part, and whatever is started in its place, until what it looks for has been seen. */
async function killUntil(part: string, seen: Promise<void>): Promise<void> {
  let over = false;
  const watched = seen.finally(() => {
    over = true;
  });
  while (!over) {
    await kill(part).catch(() => undefined); // it may be between two lives
    await Promise.race([watched, new Promise((resolve) => setTimeout(resolve, 500))]);
  }
  await watched;
}

/** Takes the database away from everybody until what it looks for has been seen, then kills it. */
async function withoutDatabase(seen: Promise<void>): Promise<void> {
  const [postmaster] = await pidsOf("postgres");
  if (postmaster === undefined) throw new Error("no postgres runs");
  process.kill(postmaster, "SIGSTOP");
  const backends = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, "utf8");
  for (const pid of backends.split(" ").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
  await seen.finally(() => process.kill(postmaster, "SIGKILL"));
}

/**
 * Runs claimed meanwhile have a lease that outlives any outage. How long one takes is the machine's and the supervisor's affair; what
 * becomes of a run whose lease did not outlive it is tested elsewhere.
 */
async function withLongLeases(work: () => Promise<void>): Promise<void> {
  const sql = postgres(await superuserUrl(folder), { max: 1, onnotice: () => undefined });
  /** Connections that have planned with the time before may have kept it. */
  const tellAll = () => sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ops_executor'`;
  try {
    const restore = await plantFault(sql, { functionName: "lease_time", replace: [["00:00:15", "01:00:00"]] });
    await tellAll();
    try {
      await work();
    } finally {
      await restore();
      await tellAll();
    }
  } finally {
    await sql.end({ timeout: 2 });
  }
}

// Realtime is a part of the gateway.
test.each(["gateway", "postgres"])(
  "when %s is killed in mid-run the page says so, and then has every line of the run",
  (part) =>
    withLongLeases(async () => {
      const { page } = await operator.board(`Killed: ${part}`);
      const id = await startRun(page, "Log storm", { "Lines per second": "50", Seconds: "12", "Random bytes": "0" });
      await openRun(page, id);
      await expect(
        page
          .getByRole("log")
          .getByText(/line \d+ of 600/)
          .first(),
      ).toBeVisible();
      const banner = page.getByRole("status").getByText("Connection lost, reconnecting");
      const told = expect(banner).toBeVisible({ timeout: 60_000 });
      await (part === "postgres" ? withoutDatabase(told) : killUntil(part, told));
      // The database is back before four pictures are taken.
      if (part === "gateway") await shots.everyLook(page, "reconnecting-gateway");
      // Every early end doubles the supervisor's pause, up to ten seconds.
      await isLive(page, 60_000);
      await expect(banner).toHaveCount(0);
      await showsStatus(page, "Succeeded");
      const { run } = await operator.ops.getRun({ run_id: id });
      const entries = await readLog(page, run.last_seq);
      expect(entries.map(({ seq }) => seq)).toEqual(upTo(run.last_seq));
      expect(numbersOfLines(entries).sort((left, right) => left - right)).toEqual(upTo(600));
    }),
);

test("kill -9 of the workers: a run with attempts left is recovered, another one fails, says so and offers a retry", async () => {
  const { page: board, sessionId } = await operator.board("Workers killed");
  const steps = [treeOfProcesses];
  const { run } = await operator.ops.createRun({
    session_id: sessionId,
    lane: "B",
    title: "Two",
    steps,
    max_attempts: 2,
  });
  const onlyOnce = await startRun(board, "Log storm", { Seconds: "600", "Lines per second": "10" });
  const page = await operator.window(`/runs/${run.id}`);
  const pids = await pidsOfTree(page);
  await openRun(board, onlyOnce);
  await showsStatus(board, "Running");
  await expect(
    board
      .getByRole("log")
      .getByText(/line \d+/)
      .first(),
  ).toBeVisible();
  await kill("worker");

  const attempts = page.getByRole("region", { name: "Attempts" });
  await expect(attempts.locator("[data-attempt='1'] [data-status='worker lost']")).toBeVisible({ timeout: 60_000 });
  await expect(attempts.locator("[data-attempt='2'] [data-status='running']")).toBeVisible({ timeout: 60_000 });
  await expect(attempts.getByText("The worker was lost")).toBeVisible();
  expect(await alive(pids)).toEqual([]);

  await showsStatus(board, "Failed");
  await expect(board.locator("main header").getByText("The worker was lost")).toBeVisible();
  await expect(board.getByRole("button", { name: "Retry" })).toBeVisible();
  await operator.ops.cancelRun({ run_id: run.id });
  await showsStatus(page, "Cancelled");
});
