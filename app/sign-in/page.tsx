import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthPage } from "../../components/auth/auth-page.tsx";
import { uiConfig } from "../../lib/supabase/server.ts";
import { signInWays } from "../../lib/supabase/sign-in-ways.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { SignInClient } from "./client.tsx";
import { nextPath } from "./next-path.ts";
import { RefusalNotice } from "./refusal-notice.tsx";
import { whyRefused } from "./why-refused.ts";

export const metadata: Metadata = { title: "Sign in" };

interface Props {
  searchParams: Promise<{ next?: string | string[]; failed?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: Props) {
  const { next: asked, failed } = await searchParams;
  const next = nextPath(asked);
  const { data } = await (await supabaseOfRequest()).auth.getClaims();
  if (data?.claims) redirect(next);
  const refused = failed === undefined ? null : whyRefused(failed);
  return (
    <AuthPage title="Sign in">
      {refused !== null && <RefusalNotice told={refused} />}
      <SignInClient config={uiConfig()} next={next} ways={signInWays()} />
    </AuthPage>
  );
}
