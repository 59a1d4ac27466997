import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthPage } from "../../components/auth/auth-page.tsx";
import { Notice } from "../../components/ui/notice.tsx";
import { uiConfig } from "../../lib/supabase/server.ts";
import { signInWays } from "../../lib/supabase/sign-in-ways.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { SignInClient } from "./client.tsx";
import { nextPath } from "./next-path.ts";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  searchParams: Promise<{ next?: string | string[]; failed?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: Props) {
  const { next: asked, failed } = await searchParams;
  const next = nextPath(asked);
  const { data } = await (await supabaseOfRequest()).auth.getClaims();
  if (data?.claims) redirect(next);
  return (
    <AuthPage title="Sign in">
      {failed !== undefined && (
        <Notice tone="warn" role="status" title="That link did not sign you in" className="mb-4">
          It works once, for a short time, and in the browser that asked for it. Sign in here, or ask for a new one.
        </Notice>
      )}
      <SignInClient config={uiConfig()} next={next} ways={signInWays()} />
    </AuthPage>
  );
}
