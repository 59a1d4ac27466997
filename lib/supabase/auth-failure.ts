import { type AuthError, AuthRetryableFetchError } from "@supabase/supabase-js";

const known: Readonly<Record<string, { message: string; remedy: string }>> = {
  invalid_credentials: {
    message: "E-mail or password is wrong.",
    remedy: "Try again; an admin can give you a new password.",
  },
  user_already_exists: { message: "There is an account with this e-mail already.", remedy: "Use its password." },
  weak_password: { message: "This password is too weak.", remedy: "Choose a longer one." },
  email_address_invalid: { message: "This e-mail address is not accepted.", remedy: "Use another one." },
  signup_disabled: {
    message: "This project lets nobody sign up.",
    remedy: "Allow sign-ups in its authentication settings until the first operator is there.",
  },
  email_provider_disabled: {
    message: "This project sends no mail.",
    remedy: "Whoever runs it can set a new password for your account in its Auth.",
  },
  same_password: { message: "This is the password that you have.", remedy: "Choose another one." },
  over_email_send_rate_limit: {
    message: "A mail is on its way already.",
    remedy: "Open its link, or wait a minute and ask again.",
  },
  over_request_rate_limit: { message: "Too many attempts.", remedy: "Wait a minute, then try again." },
};

/** Why signing in or up failed, as a form shows it. */
export function authFailure(error: AuthError): { ok: false; message: string; remedy: string } {
  if (error instanceof AuthRetryableFetchError) {
    return { ok: false, message: "The server cannot be reached.", remedy: "Check that it runs, then try again." };
  }
  const told = known[error.code ?? ""] ?? { message: error.message, remedy: "Try again." };
  return { ok: false, ...told };
}
