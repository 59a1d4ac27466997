"use client";
import { useState } from "react";
import { SignInForm } from "../../components/auth/sign-in-form.tsx";
import { authFailure } from "../../lib/supabase/auth-failure.ts";
import { createSupabaseInBrowser } from "../../lib/supabase/browser.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";

export function SignInClient({ config, next }: { config: UiConfig; next: string }) {
  const [supabase] = useState(() => createSupabaseInBrowser(config));
  return (
    <SignInForm
      onSignIn={async ({ email, password }) => {
        const { error } = await supabase.auth.signInWithPassword({ email: email.trim(), password });
        if (error) return authFailure(error);
        // A whole new page: nothing of an earlier person's cache can be in it.
        window.location.assign(next);
        return { ok: true };
      }}
    />
  );
}
