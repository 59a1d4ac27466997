import { once } from "node:events";
import type { Page } from "@playwright/test";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, test } from "vitest";
import { migrationOf, readSchema, schemaOf } from "../../lib/setup/schema/migrations.ts";
import { sqlToPaste } from "../../lib/setup/schema/paste.ts";
import { freePort } from "../../supabase/local/process/free-port.ts";
import { deafButtons } from "./support/deaf-buttons.ts";
import { firstOperator } from "./support/first-operator.ts";
import { looksWell } from "./support/looks-well.ts";
import { expect, openBrowser } from "./support/operator.ts";
import { proxyTo } from "./support/proxy-to.ts";
import { ROOT } from "./support/runboard-process.ts";
import { Shots } from "./support/screenshots.ts";
import { openSetupStage, type Stage, type StageProject } from "./support/setup-stage.ts";

const operator = openBrowser();
const shots = new Shots();
let stage: Stage;
beforeAll(async () => {
  stage = await openSetupStage();
});
afterAll(() => stage?.close());

const variables = ({ url, publishableKey }: StageProject) => ({
  SUPABASE_URL: url,
  SUPABASE_PUBLISHABLE_KEY: publishableKey,
});
const step = (page: Page, number: 1 | 2 | 3) =>
  page
    .getByRole("main")
    .locator("section")
    .nth(number - 1);
const progress = (page: Page, number: 1 | 2 | 3) => step(page, number).getAttribute("data-progress");

/** Brings a project's database to some of our migrations, as the CLI would. */
async function migrate(project: StageProject, migrations: Awaited<ReturnType<typeof readSchema>>["migrations"]) {
  await project.run(sqlToPaste({ pending: migrations, changed: [], repair: [] }) ?? "");
}

async function setupCode({ databaseUrl }: StageProject): Promise<string> {
  const env = { ...process.env, OPS_DATABASE_URL: databaseUrl };
  const child = stage.spawn(process.execPath, ["cli/stack/setup-code.ts"], env);
  let code = "";
  child.stdout?.on("data", (text) => (code += text));
  await once(child, "close");
  return code.trim();
}

/** A publishable key of the older kind, which names its project. */
function legacyKey(ref: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256" })}.${part({ role: "anon", ref })}.unsigned`;
}

/** Somebody who only reads, signed in at the Runboard. */
async function anAuditor({ url, publishableKey, run }: StageProject, runboard: string): Promise<Page> {
  const account = { email: "vera@example.test", password: "looks and touches nothing" };
  const { data } = await createClient(url, publishableKey, { auth: { persistSession: false } }).auth.signUp(account);
  await run(
    `insert into public.operators (user_id, display_name, role) values ('${data.user?.id}', 'Vera', 'auditor')`,
  );
  const page = await operator.stranger(`${runboard}/workers`);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Vera, auditor: theme and sign-out" })).toBeVisible();
  return page;
}

test("from an empty project to the first run: apply, first admin by a code, a worker by the command shown, Host health", async () => {
  const project = await stage.project({ executor: true });
  const url = await stage.runboard({ ...variables(project), OPS_DATABASE_URL: project.databaseUrl });
  const page = await operator.stranger(`${url}/runs`);
  await expect(page).toHaveURL(/\/setup$/);
  await expect(page.getByText("The project is empty")).toBeVisible();
  expect(await progress(page, 1)).toBe("done");
  expect(await page.content()).not.toContain(new URL(project.databaseUrl).password);
  await looksWell(page, "setup-empty", shots);

  expect(await deafButtons(page, "/setup", "main")).toEqual([]);
  await page.getByRole("button", { name: "Apply now" }).click();
  await expect(page.getByText("Everything is there")).toBeVisible({ timeout: 60_000 });
  const field = page.getByLabel("Setup code");
  expect(await deafButtons(page, "/setup", "main")).toEqual([]);
  await looksWell(page, "setup-code", shots);
  await field.fill(await setupCode(project));
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Your name").fill(firstOperator.name);
  await page.getByLabel("E-mail").fill(firstOperator.email);
  await page.getByLabel("Password").fill(firstOperator.password);
  await page.getByRole("button", { name: "Become the first operator" }).click();

  // Whoever becomes an operator is led to the page anew.
  await page.getByRole("button", { name: "Make a worker key" }).click();
  const commands = page.locator("pre").filter({ hasText: "npm run worker" }).first();
  await expect(commands).toBeVisible();
  await looksWell(page, "setup-worker", shots);
  const fleet = await page.context().newPage();
  await fleet.goto(`${url}/workers`);
  await expect(fleet.getByText("No worker", { exact: true })).toBeVisible();
  await looksWell(fleet, "workers-empty", shots);
  await fleet.close();
  stage.spawn("sh", ["-c", (await commands.textContent()) ?? ""], process.env);
  await expect(page.getByText("1 worker is ready.")).toBeVisible({ timeout: 60_000 });
  await expect(step(page, 3).locator("[data-run] [data-status]").first()).toHaveText("Succeeded", { timeout: 60_000 });
  expect(await progress(page, 3)).toBe("done");
  await looksWell(page, "setup-done", shots);
  await page.getByRole("link", { name: "Open the control room" }).click();
  await expect(page.getByRole("button", { name: `${firstOperator.name}, admin: theme and sign-out` })).toBeVisible();

  // Closed to everybody but the admin.
  const stranger = await operator.stranger(`${url}/setup`);
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const told = await (await stranger.request.get(`${url}/setup/state`)).json();
  expect(told).toEqual({ set_up: true, state: null });

  // It breaks while pages are open, which leave by themselves; the admin repairs it, and nobody else can.
  const auditor = await anAuditor(project, url);
  await project.run("drop function public.server_time(); notify pgrst, 'reload schema'");
  await expect(page).toHaveURL(/\/setup/, { timeout: 60_000 });
  await expect(page.getByText("1 function", { exact: true })).toBeVisible();
  await expect(auditor).toHaveURL(/\/setup/, { timeout: 60_000 });
  await stranger.goto(`${url}/setup`);
  for (const other of [auditor, stranger]) {
    await expect(other.getByText("An admin can apply this")).toBeVisible();
    await expect(other.getByRole("button", { name: "Apply now" })).toHaveCount(0);
    const refused = await other.request.post(`${url}/setup/apply`, { headers: { origin: url } });
    expect(refused.status()).toBe(403);
  }
  await page.getByRole("button", { name: "Apply now" }).click();
  await expect(page.getByText("Everything is there")).toBeVisible({ timeout: 60_000 });
});

test("a half-applied database without a connection string tells what it lacks, hands out the SQL, and notices by itself", async () => {
  const project = await stage.project();
  const { migrations } = await readSchema(ROOT);
  await migrate(project, migrations.slice(0, 20));
  await project.run("drop function public.setup_state; notify pgrst, 'reload schema'");
  const url = await stage.runboard(variables(project));
  const page = await operator.stranger(url);
  // It cannot tell of itself: only what REST serves is seen, and the page says so.
  await expect(page.getByText("A part of the control room's schema is missing.")).toBeVisible();
  await expect(page.getByText(/public.setup_state, .* does not answer/)).toBeVisible();
  await page.getByText(/^\d+ functions?$/).click();
  await expect(page.getByText("public.server_time", { exact: true })).toBeVisible();
  await looksWell(page, "setup-unseen", shots);

  const ofItself = migrations
    .flatMap(({ statements }) => statements)
    .filter((text) => text.includes("public.setup_state"));
  await project.run([...ofItself, "notify pgrst, 'reload schema'"].join(";\n"));
  await expect(page.getByText(`20 of ${migrations.length} migrations are applied; the rest is missing.`)).toBeVisible();
  for (const group of await page.locator("summary").all()) await group.click();
  for (const name of [
    "public.schedules",
    "private.explain_run",
    "artifacts",
    "public.schedules: readers of a session see its schedules",
  ])
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
  await expect(page.getByText("supabase db push")).toBeVisible();
  await expect(page.getByRole("button", { name: "Apply now" })).toHaveCount(0);
  await looksWell(page, "setup-half", shots);
  await project.run(await (await page.request.get(`${url}/setup/schema.sql`)).text());
  await expect(page.getByText("Everything is there")).toBeVisible();
  await expect(page.getByText("is not deployed")).toBeVisible();
});

test("an outdated database is told apart by what differs, and repaired without losing anything", async () => {
  const project = await stage.project();
  const { migrations } = await readSchema(ROOT);
  const older = migrations.map(({ version, name, text }) =>
    migrationOf(`${version}_${name}.sql`, text.replace("return clock_timestamp();", "return now();")),
  );
  await migrate(project, schemaOf(older).migrations);
  await project.run('drop policy "operators see workers" on public.workers');
  const url = await stage.runboard({ ...variables(project), OPS_DATABASE_URL: project.databaseUrl });
  const page = await operator.stranger(url);
  await expect(page.getByText("made by another version of this code: 1 thing differs")).toBeVisible();
  for (const group of await page.locator("summary").all()) await group.click();
  await expect(page.getByText("public.server_time")).toBeVisible();
  await expect(page.getByText("public.workers: operators see workers")).toBeVisible();
  await looksWell(page, "setup-outdated", shots);

  // Without a connection string, by hashes.
  const blind = await operator.stranger(await stage.runboard(variables(project)));
  await expect(blind.getByText("made by another version of this code: 1 migration differs")).toBeVisible();
  for (const group of await blind.locator("summary").all()) await group.click();
  await expect(blind.getByText(/^\d+_server_time$/)).toBeVisible();
  await expect(blind.getByText("public.workers: operators see workers")).toBeVisible();
  await expect(blind.getByText("then it sees what differs")).toBeVisible();
  await looksWell(blind, "setup-outdated-told", shots);

  await page.getByRole("button", { name: "Apply now" }).click();
  await expect(page.getByText("Everything is there")).toBeVisible({ timeout: 60_000 });
});

test("says precisely what is wrong with the connection: nothing set, nobody there, a key that the project does not know", async () => {
  const project = await stage.project();
  const nobody = `127.0.0.1:${await freePort()}`;
  const [unset, away, wrongKey] = await Promise.all([
    stage.runboard({}),
    stage.runboard({ ...variables(project), SUPABASE_URL: `http://${nobody}` }),
    stage.runboard({ ...variables(project), SUPABASE_PUBLISHABLE_KEY: "sb_publishable_of_another_project" }),
  ]);
  const page = await operator.stranger(unset);
  await expect(page.getByText("SUPABASE_URL is not set")).toBeVisible();
  await looksWell(page, "setup-unset", shots);
  await page.goto(`${away}/sessions`);
  await expect(page.getByText(`${nobody} cannot be reached: connection refused`)).toBeVisible();
  await shots.everyLook(page, "setup-unreachable");
  await page.goto(wrongKey);
  await expect(page.getByText("does not know this key")).toBeVisible();
  await looksWell(page, "setup-wrong-key", shots);
});

test("a key or a connection string of another hosted project is told by its name, and not used", async () => {
  const [own, other] = ["abcdefghijklmnopqrst", "tsrqponmlkjihgfedcba"];
  const project = await stage.project();
  const proxy = await proxyTo(project.url);
  const hosted = { ...proxy.environment, SUPABASE_URL: `http://${own}.supabase.co` };
  const elsewhere = new URL(project.databaseUrl);
  elsewhere.hostname = `db.${other}.supabase.co`;
  const [wrongKey, wrongString] = await Promise.all([
    stage.runboard({ ...hosted, SUPABASE_PUBLISHABLE_KEY: legacyKey(other) }),
    stage.runboard({ ...variables(project), ...hosted, OPS_DATABASE_URL: elsewhere.href }),
  ]);
  const page = await operator.stranger(wrongKey);
  await expect(page.getByText("SUPABASE_PUBLISHABLE_KEY is of another project")).toBeVisible();
  await expect(page.getByText(`SUPABASE_URL names ${own}.supabase.co`)).toBeVisible();
  await looksWell(page, "setup-other-key", shots);
  await page.goto(wrongString);
  await expect(
    page.getByText("OPS_DATABASE_URL is of another project than SUPABASE_URL, so it is not used."),
  ).toBeVisible();
  await expect(page.getByText("The project is empty")).toBeVisible();
  await expect(page.getByText(`--remote=${own}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Apply now" })).toHaveCount(0);
  await looksWell(page, "setup-other-project", shots);
  proxy.close();
});
