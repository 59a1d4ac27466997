import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

test("a page may run scripts with its nonce and talk to its project, over the socket too, and nothing else", () => {
  const policy = contentSecurityPolicy("n0nce", "https://ops.example.com", false);
  expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic';");
  expect(policy).toContain("connect-src 'self' https://ops.example.com wss://ops.example.com;");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe-eval");
});

test("a project without TLS has a socket without TLS", () => {
  expect(contentSecurityPolicy("n", "http://127.0.0.1:54321", false)).toContain("ws://127.0.0.1:54321");
});

test("without a project a page talks to itself alone", () => {
  expect(contentSecurityPolicy("n", null, false)).toContain("connect-src 'self';");
});
