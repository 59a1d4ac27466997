export interface Told {
  title: string;
  remedy: string;
}

const link: Told = {
  title: "That link did not sign you in",
  remedy: "It works once, for a short time, and in the browser that asked for it. Sign in here, or ask for a new one.",
};
/** The link of a mail for a new password. */
export const deadResetLink: Told = {
  title: "That link does not work any more",
  remedy: "It works once, within the hour, and in the browser that asked for it. Ask for a new one here.",
};

/** By the codes of Supabase Auth, and GitHub's own for somebody who pressed Cancel there. */
const known: Readonly<Record<string, Told>> = {
  access_denied: {
    title: "GitHub did not sign you in",
    remedy: "You did not let it say who you are. Continue with GitHub again, or use your password.",
  },
  provider_email_needs_verification: {
    title: "GitHub does not vouch for your e-mail address",
    remedy: "Verify an address in GitHub's settings, under Emails, then continue with GitHub again.",
  },
  signup_disabled: {
    title: "There is no account for you here",
    remedy: "Ask an admin of this control room for an invitation, and open its link.",
  },
  user_banned: { title: "Your account is blocked", remedy: "Ask an admin of this control room why." },
  bad_oauth_state: { title: "Signing in took too long", remedy: "Continue with GitHub again." },
  unexpected_failure: {
    title: "The project could not sign you in",
    remedy: "Try again in a minute. If it stays, whoever runs this project finds the reason in Auth's log.",
  },
};

/** What is said to somebody who came back without a session. Wrong or unknown codes are as a link that does not work any more. */
export function whyRefused(code: string | readonly string[], dead: Told = link): Told {
  return (typeof code === "string" && Object.hasOwn(known, code) ? known[code] : undefined) ?? dead;
}
