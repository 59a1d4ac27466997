import { afterAll, beforeAll, test } from "vitest";
import { type Github, startGithub } from "../harness/github.ts";
import { linkIn, type Mailbox, startMailbox } from "../harness/mailbox.ts";
import { ScratchInstance } from "../start/instance.ts";
import { becomeFirstOperator, firstOperator } from "./support/first-operator.ts";
import { looksWell } from "./support/looks-well.ts";
import { expect, openBrowser } from "./support/operator.ts";
import { Shots } from "./support/screenshots.ts";

/** An instance of its own, started with the variables that Supabase Auth has for GitHub and for mail. */
const operator = openBrowser();
const shots = new Shots();
const noShots = new Shots(false);
const person = (id: number, login: string, email: string) => ({
  id,
  login,
  name: null,
  emails: [{ email, primary: true, verified: true }],
});
const mallory = person(101, "mallory", "mallory@example.test");
const grace = person(102, "grace", "grace@example.test");

let github: Github;
let mailbox: Mailbox;
let instance: ScratchInstance;
let url: string;
let setupUrl: string;
beforeAll(async () => {
  github = await startGithub(mallory);
  mailbox = await startMailbox();
  instance = await ScratchInstance.create({
    GOTRUE_EXTERNAL_GITHUB_ENABLED: "true",
    GOTRUE_EXTERNAL_GITHUB_CLIENT_ID: github.app.clientId,
    GOTRUE_EXTERNAL_GITHUB_SECRET: github.app.secret,
    GOTRUE_EXTERNAL_GITHUB_URL: github.url,
    GOTRUE_SMTP_HOST: "127.0.0.1",
    GOTRUE_SMTP_PORT: String(mailbox.port),
    GOTRUE_SMTP_USER: mailbox.login.user,
    GOTRUE_SMTP_PASS: mailbox.login.password,
    GOTRUE_SMTP_ADMIN_EMAIL: "room@example.test",
  });
  setupUrl = await instance.start().url;
  url = new URL(setupUrl).origin;
});
afterAll(async () => {
  await instance?.remove();
  await mailbox?.close();
  await github?.close();
});

test("GitHub signs in whoever was invited, by the invitation's link and from then on, and refuses everybody else in words", async () => {
  const admin = await operator.stranger(setupUrl);
  await becomeFirstOperator(admin, setupUrl, noShots);

  const page = await operator.stranger(`${url}/sign-in`);
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await expect(page.getByRole("heading", { name: "Authorize Ops Control Room as mallory" })).toBeVisible();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("GitHub did not sign you in")).toBeVisible();
  await looksWell(page, "sign-in-github-cancelled", shots);
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.getByRole("link", { name: "Authorize" }).click();
  await expect(page.getByRole("heading", { name: "You are not an operator yet" })).toBeVisible();
  await expect(
    page.getByText("You are signed in as mallory@example.test. Ask an admin of this control room"),
  ).toBeVisible();
  await looksWell(page, "sign-in-github-not-invited", shots);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await admin.goto(`${url}/settings/operators`);
  await admin.getByRole("button", { name: "Invite somebody" }).click();
  await admin.getByRole("button", { name: "Create link" }).click();
  const link = await admin.getByLabel("The link").inputValue();

  github.person = grace;
  const invited = await operator.stranger(link);
  await invited.getByRole("button", { name: "Continue with GitHub" }).click();
  await invited.getByRole("link", { name: "Authorize" }).click();
  await expect(invited.getByText("invites grace@example.test as operator")).toBeVisible();
  await looksWell(invited, "invite-github", shots);
  await invited.getByLabel("Your name").fill("Grace Hopper");
  await invited.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(invited.getByRole("button", { name: "Grace Hopper, operator: theme and sign-out" })).toBeVisible();

  const later = await operator.stranger(`${url}/runs`);
  await later.getByRole("button", { name: "Continue with GitHub" }).click();
  await later.getByRole("link", { name: "Authorize" }).click();
  await expect(later.getByRole("heading", { name: "Runs" })).toBeVisible();
  await expect(later.getByRole("button", { name: "Grace Hopper, operator: theme and sign-out" })).toBeVisible();
});

test("somebody who forgot the password asks for a mail, follows its link once, and signs in with a new one", async () => {
  const page = await operator.stranger(`${url}/sign-in`);
  await page.getByRole("link", { name: "Set a new password" }).click();
  await expect(page.getByRole("heading", { name: "Set a new password" })).toBeVisible();
  await page.getByLabel("E-mail").fill(firstOperator.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText(`If ${firstOperator.email} has an account, a mail is on its way`)).toBeVisible();
  await looksWell(page, "reset-password-sent", shots);

  const link = linkIn(await mailbox.next(0));
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await expect(page.getByText(`For ${firstOperator.email}.`)).toBeVisible();
  await looksWell(page, "reset-password-choose", shots);
  await page.getByLabel("Password").fill(firstOperator.password);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("This is the password that you have.")).toBeVisible();
  await page.getByLabel("Password").fill("a second look at runs");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("button", { name: `${firstOperator.name}, admin: theme and sign-out` })).toBeVisible();

  // The link is used up: signed in already one is told so, and goes on.
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "That link does not work any more" })).toBeVisible();
  await looksWell(page, "reset-password-dead-signed-in", shots);
  await page.getByRole("link", { name: "Open the control room" }).click();
  await expect(page.getByRole("button", { name: `${firstOperator.name}, admin: theme and sign-out` })).toBeVisible();
  // A stranger can ask for a new one there and then, or sign in, which leads to the control room and not to a new password.
  const again = await operator.stranger(link);
  await expect(again.getByText("That link does not work any more")).toBeVisible();
  await expect(again.getByRole("button", { name: "Send the link" })).toBeEnabled();
  await looksWell(again, "reset-password-dead", shots);
  await again.getByRole("link", { name: "Back to sign in" }).click();
  await expect(again.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const signIn = async (password: string) => {
    await again.getByLabel("E-mail").fill(firstOperator.email);
    await again.getByLabel("Password").fill(password);
    await again.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn(firstOperator.password);
  await expect(again.getByText("E-mail or password is wrong.")).toBeVisible();
  await signIn("a second look at runs");
  await expect(again.getByRole("button", { name: `${firstOperator.name}, admin: theme and sign-out` })).toBeVisible();
});
