import { expect, test } from "vitest";
import { readAuthSettings } from "./settings.ts";

const github = {
  GOTRUE_EXTERNAL_GITHUB_ENABLED: "true",
  GOTRUE_EXTERNAL_GITHUB_CLIENT_ID: "Iv1.abc",
  GOTRUE_EXTERNAL_GITHUB_SECRET: "s3cret-of-github",
};
const mail = { GOTRUE_SMTP_HOST: "mail.example.test", GOTRUE_SMTP_ADMIN_EMAIL: "ops@example.test" };

test("without variables there is neither GitHub nor mail, and empty ones count as none", () => {
  const empty = { GOTRUE_SMTP_HOST: "", GOTRUE_EXTERNAL_GITHUB_ENABLED: "" };
  for (const environment of [{}, empty, { ...github, GOTRUE_EXTERNAL_GITHUB_ENABLED: "false" }]) {
    expect(readAuthSettings(environment)).toEqual({ siteUrl: "http://127.0.0.1:3000", redirects: [] });
  }
});

test("GitHub, mail and the places to come back to are read from the variables of Supabase Auth", () => {
  const places = {
    GOTRUE_SITE_URL: "https://room.example.test/",
    GOTRUE_URI_ALLOW_LIST: "https://a.test/**, https://b.test",
  };
  expect(readAuthSettings({ ...github, ...mail, ...places, GOTRUE_SMTP_PORT: "2525" })).toEqual({
    siteUrl: "https://room.example.test",
    redirects: ["https://a.test/**", "https://b.test"],
    github: { clientId: "Iv1.abc", secret: "s3cret-of-github" },
    smtp: { host: "mail.example.test", port: 2525, sender: "ops@example.test" },
  });
});

test("what is missing or wrong is named by its variable, never by its value", () => {
  const told = (environment: Record<string, string>) => {
    try {
      return JSON.stringify(readAuthSettings(environment));
    } catch (error) {
      return String(error);
    }
  };
  expect(told({ ...github, GOTRUE_EXTERNAL_GITHUB_CLIENT_ID: "" })).toContain("GOTRUE_EXTERNAL_GITHUB_CLIENT_ID");
  expect(told({ ...mail, GOTRUE_SMTP_ADMIN_EMAIL: "nobody" })).toContain("GOTRUE_SMTP_ADMIN_EMAIL");
  expect(told({ ...mail, GOTRUE_SMTP_PORT: "many" })).toContain("GOTRUE_SMTP_PORT");
  expect(told({ ...github, GOTRUE_EXTERNAL_GITHUB_URL: "s3cret-url" })).not.toContain("s3cret");
});
