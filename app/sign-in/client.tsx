"use client";
import { useState } from "react";
import { GithubButton } from "../../components/auth/github-button.tsx";
import { SignInForm } from "../../components/auth/sign-in-form.tsx";
import { authFailure } from "../../lib/supabase/auth-failure.ts";
import { createSupabaseInBrowser } from "../../lib/supabase/browser.ts";
import type { UiConfig } from "../../lib/supabase/config.ts";
import type { SignInWays } from "../../lib/supabase/sign-in-ways.ts";
import { signInWithGithub } from "../../lib/supabase/sign-in-with-github.ts";

export interface SignInClientProps {
  config: UiConfig;
  next: string;
  ways: SignInWays;
}

export function SignInClient({ config, next, ways }: SignInClientProps) {
  const [supabase] = useState(() => createSupabaseInBrowser(config));
  return (
    <>
      <SignInForm
        {...(ways.passwordReset && { resetHref: "/reset-password" })}
        onSignIn={async ({ email, password }) => {
          const { error } = await supabase.auth.signInWithPassword({ email: email.trim(), password });
          if (error) return authFailure(error);
          // A whole new page: nothing of an earlier person's cache can be in it.
          window.location.assign(next);
          return { ok: true };
        }}
      />
      {ways.github && <GithubButton onSignIn={() => signInWithGithub(supabase, config, next)} />}
    </>
  );
}
