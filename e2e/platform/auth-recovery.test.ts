/** A new password by mail, as supabase-js asks for it: a real SMTP server takes the mail, and the link in it is followed. */
import { createClient } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AuthSettings } from "../../supabase/local/auth/settings.ts";
import { linkIn, type Mailbox, startMailbox } from "../harness/mailbox.ts";
import { startAuthProject } from "./support/auth-project.ts";
import type { Project } from "./support/platform.ts";

const SITE = "https://room.example.test";
let mailbox: Mailbox;
let project: Project;
let counter = 0;
beforeAll(async () => {
  mailbox = await startMailbox();
  const smtp = {
    host: "127.0.0.1",
    port: mailbox.port,
    ...mailbox.login,
    sender: "room@example.test",
    senderName: "Ops",
  };
  project = await startAuthProject({ settings: AuthSettings.parse({ siteUrl: SITE, smtp }) });
});
afterAll(async () => {
  await project?.stop();
  await mailbox?.close();
});

function newBrowser(flowType: "pkce" | "implicit" = "pkce") {
  const values = new Map<string, string>();
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  const auth = { flowType, autoRefreshToken: false, storage, persistSession: true };
  return createClient(project.url, project.keys.publishable, { auth });
}

/** Somebody with an account, and the mail that they asked for. */
async function asked(browser = newBrowser()) {
  counter += 1;
  const account = { email: `forgetful-${counter}@example.test`, password: "what was it again" };
  const { data } = await project.client().auth.signUp(account);
  const before = mailbox.mails.length;
  const redirectTo = `${SITE}/auth/callback?next=/reset-password`;
  expect((await browser.auth.resetPasswordForEmail(account.email, { redirectTo })).error).toBeNull();
  const mail = await mailbox.next(before);
  return { browser, account, userId: data.user?.id, mail, link: linkIn(mail) };
}

async function opened(link: string): Promise<URL> {
  const answer = await fetch(link, { redirect: "manual" });
  return new URL(answer.headers.get("location") ?? "");
}

test("the mail's link opens a session in the browser that asked, and the new password counts from then on", async () => {
  const { browser, account, userId, mail, link } = await asked();
  expect(mail).toMatchObject({
    from: { address: "room@example.test", name: "Ops" },
    to: [{ address: account.email }],
    subject: "Reset your password",
  });
  expect(mail.html).toContain(`href="${link.replaceAll("&", "&amp;")}"`);

  const end = await opened(link);
  expect(end.origin + end.pathname).toBe(`${SITE}/auth/callback`);
  expect(end.searchParams.get("next")).toBe("/reset-password");
  const { data } = await browser.auth.exchangeCodeForSession(end.searchParams.get("code") ?? "");
  expect(data.user?.id).toBe(userId);
  expect(decodeJwt(data.session?.access_token ?? "")).toMatchObject({ amr: [{ method: "recovery" }] });

  expect((await browser.auth.updateUser({ password: "now I will remember" })).error).toBeNull();
  expect((await project.client().auth.signInWithPassword(account)).error?.code).toBe("invalid_credentials");
  const renewed = { email: account.email, password: "now I will remember" };
  expect((await project.client().auth.signInWithPassword(renewed)).error).toBeNull();
});

test("a link works once, and a scanner that only looks at it does not use it up", async () => {
  const { link } = await asked();
  expect((await fetch(link, { method: "HEAD", redirect: "manual" })).status).toBe(200);
  expect((await opened(link)).searchParams.get("code")).not.toBeNull();
  const again = await opened(link);
  expect(again.searchParams.get("code")).toBeNull();
  expect(again.searchParams.get("error_code")).toBe("otp_expired");
});

test("a link is too old after an hour, and one to an address that has changed since opens nothing", async () => {
  const late = await asked();
  await project.sql`update auth.users set recovery_sent_at = now() - interval '61 minutes' where id = ${late.userId ?? ""}`;
  expect((await opened(late.link)).searchParams.get("error_code")).toBe("otp_expired");

  const moved = await asked();
  const admin = project.client({ secret: true }).auth.admin;
  await admin.updateUserById(moved.userId ?? "", { email: `moved-${counter}@example.test` });
  expect((await opened(moved.link)).searchParams.get("error_code")).toBe("otp_expired");
});

test("the next mail comes a minute later, and makes the link before it void", async () => {
  const { browser, account, userId, link } = await asked();
  const tooSoon = await browser.auth.resetPasswordForEmail(account.email);
  expect(tooSoon.error).toMatchObject({ status: 429, code: "over_email_send_rate_limit" });
  const before = mailbox.mails.length;
  await project.sql`update auth.users set recovery_sent_at = now() - interval '61 seconds' where id = ${userId ?? ""}`;
  expect((await browser.auth.resetPasswordForEmail(account.email)).error).toBeNull();
  const next = linkIn(await mailbox.next(before));
  expect((await opened(link)).searchParams.get("error_code")).toBe("otp_expired");
  expect((await opened(next)).searchParams.get("code")).not.toBeNull();
});

test("who has no account gets the same answer and no mail", async () => {
  const before = mailbox.mails.length;
  const { error } = await newBrowser().auth.resetPasswordForEmail("nobody@example.test");
  expect(error).toBeNull();
  await asked();
  expect(mailbox.mails.length).toBe(before + 1);
});

test("a server may use a link's token itself, and a client without PKCE gets its session in the fragment", async () => {
  const { link } = await asked(newBrowser("implicit"));
  const token_hash = new URL(link).searchParams.get("token") ?? "";
  const { data } = await project.client().auth.verifyOtp({ type: "recovery", token_hash });
  expect(data.session).not.toBeNull();
  const end = await opened((await asked(newBrowser("implicit"))).link);
  expect(Object.fromEntries(new URLSearchParams(end.hash.slice(1)))).toMatchObject({
    type: "recovery",
    token_type: "bearer",
  });
});

test("a mail server that refuses is told, and the mail can be asked for again at once", async () => {
  const { account, userId } = await asked();
  await project.sql`update auth.users set recovery_sent_at = null where id = ${userId ?? ""}`;
  const right = mailbox.login.password;
  mailbox.login.password = "changed over there";
  expect((await newBrowser().auth.resetPasswordForEmail(account.email)).error).toMatchObject({ status: 500 });
  mailbox.login.password = right;
  const before = mailbox.mails.length;
  expect((await newBrowser().auth.resetPasswordForEmail(account.email)).error).toBeNull();
  await mailbox.next(before);
});

test("a project without a mail server says so", async () => {
  const without = await startAuthProject({ database: project.database });
  const { error } = await without.client().auth.resetPasswordForEmail("anybody@example.test");
  expect(error?.code).toBe("email_provider_disabled");
  await without.stop();
});
