import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { ownInstance } from "./support/instance.ts";

const instance = ownInstance();
const State = z.object({ cookies: z.array(z.object({ name: z.string(), value: z.string() })) });

async function get(path: string, cookie = ""): Promise<Response> {
  return await fetch(new URL(path, instance.url), { headers: { cookie }, redirect: "manual" });
}
async function signedIn(): Promise<string> {
  const { cookies } = State.parse(JSON.parse(await readFile(instance.signedIn, "utf8")));
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

const settings = ["operators", "api-keys", "retention", "appearance"].map((page) => `/settings/${page}`);
const open = ["/sign-in", "/reset-password", `/invite/inv_${"a".repeat(43)}`, "/invite/half"];

test.each([...open, ...settings, "/setup", "/sessions", "/runs"])(
  "%s runs scripts by this answer's nonce alone, and talks to itself and its project",
  async (path) => {
    const cookie = open.includes(path) ? "" : await signedIn();
    const [one, other] = [await get(path, cookie), await get(path, cookie)];
    expect(one.status).toBe(200);
    const policy = one.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "no nonce";
    expect(other.headers.get("content-security-policy")).not.toContain(nonce);
    const { origin, host } = new URL(instance.supabase.url);
    expect(policy).toContain(`connect-src 'self' ${origin} ws://${host};`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    const scripts = [...(await one.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
  },
);

test("an invitation's address is kept from other sites, and pages of operators from strangers", async () => {
  expect((await get("/invite/half")).headers.get("referrer-policy")).toBe("no-referrer");
  for (const path of settings) {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, 307]);
    expect(answer.headers.get("location")).toContain("/sign-in?next=");
  }
});

test("what comes back from Auth without a code leads to sign-in, and to no other site", async () => {
  const { status, headers } = await get("/auth/callback?next=//evil.example");
  expect([status, headers.get("location")]).toEqual([303, "/sign-in?failed=callback&next=%2F"]);
});
