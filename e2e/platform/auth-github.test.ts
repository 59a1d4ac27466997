/** Signing in by GitHub as supabase-js does it: out to GitHub, back with a code, and a session for the browser that began. */
import { createClient } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AuthSettings } from "../../supabase/local/auth/settings.ts";
import { type Github, type GithubPerson, startGithub } from "../harness/github.ts";
import { startAuthProject } from "./support/auth-project.ts";
import type { Project } from "./support/platform.ts";

const SITE = "https://room.example.test";
const verified = (email: string, primary = true) => ({ email, primary, verified: true });
let counter = 100;
const somebody = (emails: GithubPerson["emails"]): GithubPerson => {
  counter += 1;
  return { id: counter, login: `person-${counter}`, name: `Person ${counter}`, emails };
};

let github: Github;
let project: Project;
beforeAll(async () => {
  github = await startGithub(somebody([]));
  const settings = AuthSettings.parse({
    siteUrl: SITE,
    redirects: ["https://*.preview.example.test/**"],
    github: { ...github.app, url: github.url },
  });
  project = await startAuthProject({ settings });
});
afterAll(async () => {
  await project?.stop();
  await github?.close();
});

const newBrowser = (flowType: "pkce" | "implicit" = "pkce") =>
  createClient(project.url, project.keys.publishable, {
    auth: { flowType, autoRefreshToken: false, storage: memory(), persistSession: true },
  });

/** What a browser remembers. */
function memory() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

const followed = async (url: string): Promise<string> => {
  const answer = await fetch(url, { redirect: "manual" });
  return answer.headers.get("location") ?? `${answer.status}: ${await answer.text()}`;
};

/** Out to GitHub and back, pressing `Authorize` or `Cancel` there; where the person ends. */
async function throughGithub(
  browser: ReturnType<typeof newBrowser>,
  press: "authorize" | "cancel" = "authorize",
  redirectTo = `${SITE}/auth/callback`,
): Promise<URL> {
  const { data } = await browser.auth.signInWithOAuth({
    provider: "github",
    options: { redirectTo, skipBrowserRedirect: true },
  });
  const page = await (await fetch(await followed(data.url ?? ""))).text();
  const link = new RegExp(`id="${press}" href="([^"]+)"`).exec(page)?.[1]?.replaceAll("&amp;", "&");
  return new URL(await followed(link ?? page));
}

async function signedIn(browser = newBrowser()) {
  const end = await throughGithub(browser);
  const { data, error } = await browser.auth.exchangeCodeForSession(end.searchParams.get("code") ?? "");
  expect(error).toBeNull();
  if (data.session === null) throw new Error("no session");
  return data.session;
}

test("somebody new at GitHub gets an account with what GitHub has verified, and the same one the next time", async () => {
  github.person = somebody([
    { email: "unproven@example.test", primary: false, verified: false },
    verified("New@Example.test"),
  ]);
  const { user, access_token } = await signedIn();
  expect(user.email).toBe("new@example.test");
  expect(user.app_metadata).toEqual({ provider: "github", providers: ["github"] });
  expect(user.user_metadata).toMatchObject({ user_name: github.person.login, full_name: github.person.name });
  expect(user.identities?.map(({ provider, id }) => [provider, id])).toEqual([["github", String(github.person.id)]]);
  expect(decodeJwt(access_token)).toMatchObject({ amr: [{ method: "oauth" }], email: "new@example.test" });

  github.person = { ...github.person, login: "renamed", emails: [verified("moved@example.test")] };
  const again = await signedIn();
  expect(again.user.id).toBe(user.id);
  expect(again.user.user_metadata.user_name).toBe("renamed");
});

test("whoever has a password under an address that GitHub has verified keeps their account, and both ways in", async () => {
  const account = { email: "both@example.test", password: "two ways to come in" };
  const { data } = await project.client().auth.signUp(account);
  github.person = somebody([verified("first@example.test"), verified(account.email, false)]);
  const { user } = await signedIn();
  expect(user.id).toBe(data.user?.id);
  expect(user.app_metadata.providers).toEqual(["email", "github"]);
  expect((await project.client().auth.signInWithPassword(account)).error).toBeNull();
});

test("a password that somebody set for an address they never confirmed opens nothing once its owner comes from GitHub", async () => {
  const account = { email: "owner@example.test", password: "squatted by a stranger" };
  await project.client({ secret: true }).auth.admin.createUser(account);
  github.person = somebody([verified(account.email)]);
  const { user } = await signedIn();
  expect(user.app_metadata.providers).toEqual(["github"]);
  expect((await project.client().auth.signInWithPassword(account)).error?.code).toBe("invalid_credentials");
});

test("nobody gets an account by an address that GitHub has not verified", async () => {
  await project.client().auth.signUp({ email: "victim@example.test", password: "mine and nobody else's" });
  github.person = somebody([{ email: "victim@example.test", primary: true, verified: false }]);
  const end = await throughGithub(newBrowser());
  expect(end.searchParams.get("error_code")).toBe("provider_email_needs_verification");
  expect(end.searchParams.get("code")).toBeNull();
});

test("a code opens a session once, and only in the browser that began", async () => {
  github.person = somebody([verified("codes@example.test")]);
  const browser = newBrowser();
  const code = (await throughGithub(browser)).searchParams.get("code") ?? "";
  const thief = newBrowser();
  await throughGithub(thief);
  expect((await thief.auth.exchangeCodeForSession(code)).error?.code).toBe("bad_code_verifier");
  expect((await browser.auth.exchangeCodeForSession(code)).error).toBeNull();
  const body = JSON.stringify({ auth_code: code, code_verifier: "x".repeat(43) });
  const headers = { apikey: project.keys.publishable, "content-type": "application/json" };
  const again = await fetch(`${project.url}/auth/v1/token?grant_type=pkce`, { method: "POST", headers, body });
  expect(again.status).toBe(404);
  expect(await again.json()).toMatchObject({ error_code: "flow_state_not_found" });
});

test("a code is too old after five minutes", async () => {
  github.person = somebody([verified("slow@example.test")]);
  const browser = newBrowser();
  const code = (await throughGithub(browser)).searchParams.get("code") ?? "";
  await project.sql`update auth.flow_state set auth_code_issued_at = now() - interval '301 seconds' where auth_code = ${code}`;
  expect((await browser.auth.exchangeCodeForSession(code)).error?.code).toBe("flow_state_expired");
});

test("whoever presses Cancel at GitHub comes back with its refusal", async () => {
  const end = await throughGithub(newBrowser(), "cancel");
  expect(end.origin + end.pathname).toBe(`${SITE}/auth/callback`);
  expect(Object.fromEntries(end.searchParams)).toEqual({
    error: "access_denied",
    error_description: "The user has denied your application access.",
  });
});

test("a banned person, a wrong secret and a forged state open nothing", async () => {
  github.person = somebody([verified("banned@example.test")]);
  const { user } = await signedIn();
  await project.client({ secret: true }).auth.admin.updateUserById(user.id, { ban_duration: "1h" });
  expect((await throughGithub(newBrowser())).searchParams.get("error_code")).toBe("user_banned");

  const { secret } = github.app;
  github.app.secret = "changed at GitHub";
  expect((await throughGithub(newBrowser())).searchParams.get("error")).toBe("incorrect_client_credentials");
  github.app.secret = secret;

  const forged = await followed(
    `${project.url}/auth/v1/callback?code=x&state=${(await signedInByPassword()).access_token}`,
  );
  expect(new URL(forged).origin).toBe(SITE);
  expect(new URL(forged).searchParams.get("error_code")).toBe("bad_oauth_state");
});

async function signedInByPassword() {
  const { data } = await project.client().auth.signUp({ email: "token@example.test", password: "any token at all" });
  if (data.session === null) throw new Error("no session");
  return data.session;
}

test("people are sent back to the site, to this machine and to what is listed, never to a stranger's page", async () => {
  github.person = somebody([verified("places@example.test")]);
  const placed = async (asked: string) => (await throughGithub(newBrowser(), "authorize", asked)).origin;
  expect(await placed("http://127.0.0.1:4000/auth/callback")).toBe("http://127.0.0.1:4000");
  expect(await placed("https://pr-7.preview.example.test/auth/callback")).toBe("https://pr-7.preview.example.test");
  expect(await placed("https://a.b.preview.example.test/auth/callback")).toBe(SITE);
  expect(await placed("https://evil.example.test/?x=.preview.example.test/")).toBe(SITE);
  expect(await placed("https://room.example.test.evil.test/")).toBe(SITE);
});

test("a client without PKCE gets its session in the fragment", async () => {
  github.person = somebody([verified("fragment@example.test")]);
  const end = await throughGithub(newBrowser("implicit"));
  const { access_token = "", token_type } = Object.fromEntries(new URLSearchParams(end.hash.slice(1)));
  expect(token_type).toBe("bearer");
  expect(decodeJwt(access_token)).toMatchObject({ email: "fragment@example.test" });
});

test("settings say whether GitHub is configured, and a project without it refuses by name", async () => {
  const settings = async ({ url, keys }: Project) =>
    await (await fetch(`${url}/auth/v1/settings`, { headers: { apikey: keys.publishable } })).json();
  expect(await settings(project)).toMatchObject({ external: { github: true } });
  const without = await startAuthProject({ database: project.database });
  expect(await settings(without)).toMatchObject({ external: { github: false } });
  const answer = await fetch(`${without.url}/auth/v1/authorize?provider=github`, { redirect: "manual" });
  expect([answer.status, (await answer.json()).error_code]).toEqual([400, "validation_failed"]);
  await without.stop();
});
