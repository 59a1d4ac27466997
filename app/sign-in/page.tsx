import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthPage } from "../../components/auth/auth-page.tsx";
import { uiConfig } from "../../lib/supabase/server.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { SignInClient } from "./client.tsx";
import { nextPath } from "./next-path.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = nextPath((await searchParams).next);
  const { data } = await (await supabaseOfRequest()).auth.getClaims();
  if (data?.claims) redirect(next);
  return (
    <AuthPage title="Sign in">
      <SignInClient config={uiConfig()} next={next} />
    </AuthPage>
  );
}
