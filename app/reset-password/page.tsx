import type { Metadata } from "next";
import { AuthPage } from "../../components/auth/auth-page.tsx";
import { Link } from "../../components/ui/link.tsx";
import { readMe } from "../../lib/operators/me.ts";
import { uiConfig } from "../../lib/supabase/server.ts";
import { signInWays } from "../../lib/supabase/sign-in-ways.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { ResetPasswordClient } from "./client.tsx";

export const metadata: Metadata = { title: "New password" };

/** Asks for a mail; whoever comes back by its link is signed in, and chooses the new password. */
export default async function ResetPasswordPage() {
  if (!signInWays().passwordReset) {
    return (
      <AuthPage
        title="No mail is sent from here"
        description="This installation cannot send you a link. Whoever runs it can set a new password for your account in Supabase Auth."
      >
        <Link href="/sign-in" className="font-medium text-accent hover:underline">
          Back to sign in
        </Link>
      </AuthPage>
    );
  }
  const me = await readMe(await supabaseOfRequest());
  return me === null ? (
    <AuthPage title="Set a new password" description="A link comes by mail; open it in this browser.">
      <ResetPasswordClient config={uiConfig()} signedIn={false} />
    </AuthPage>
  ) : (
    <AuthPage title="Choose a new password" description={me.email === null ? undefined : `For ${me.email}.`}>
      <ResetPasswordClient config={uiConfig()} signedIn />
    </AuthPage>
  );
}
