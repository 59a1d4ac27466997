import { expect, test } from "vitest";
import { deadResetLink, whyRefused } from "./why-refused.ts";

test("a refusal that Auth or GitHub has a code for is told in its own words, any other as a link that is used up", () => {
  expect(whyRefused("access_denied").title).toBe("GitHub did not sign you in");
  expect(whyRefused("user_banned").title).toBe("Your account is blocked");
  for (const code of ["callback", "otp_expired", "toString", ["access_denied", "x"]]) {
    expect(whyRefused(code).title).toBe("That link did not sign you in");
  }
  expect(whyRefused("otp_expired", deadResetLink)).toBe(deadResetLink);
});
