"use client";
import { useState } from "react";
import { AskResetForm } from "../../components/auth/ask-reset-form.tsx";
import { NewPasswordForm } from "../../components/auth/new-password-form.tsx";
import { authFailure } from "../../lib/supabase/auth-failure.ts";
import { createSupabaseInBrowser } from "../../lib/supabase/browser.ts";
import { callbackUrl } from "../../lib/supabase/callback-url.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";

export function ResetPasswordClient({ config, signedIn }: { config: UiConfig; signedIn: boolean }) {
  const [supabase] = useState(() => createSupabaseInBrowser(config));
  if (signedIn) {
    return (
      <NewPasswordForm
        onSet={async (password) => {
          const { error } = await supabase.auth.updateUser({ password });
          if (error) return authFailure(error);
          window.location.assign("/");
          return { ok: true };
        }}
      />
    );
  }
  return (
    <AskResetForm
      onAsk={async (email) => {
        const redirectTo = callbackUrl(window.location.origin, "/reset-password");
        const { error } = await supabase.auth.resetPasswordForEmail(email.trim(), { redirectTo });
        return error ? authFailure(error) : { ok: true };
      }}
    />
  );
}
