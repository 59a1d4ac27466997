import type { Metadata } from "next";
import { AuthPage } from "../../components/auth/auth-page.tsx";
import { Button } from "../../components/ui/button.tsx";
import { Link } from "../../components/ui/link.tsx";
import { readMe } from "../../lib/operators/me.ts";
import { uiConfig } from "../../lib/supabase/server.ts";
import { signInWays } from "../../lib/supabase/sign-in-ways.ts";
import { RefusalNotice } from "../sign-in/refusal-notice.tsx";
import { deadResetLink, whyRefused } from "../sign-in/why-refused.ts";
import { supabaseOfRequest } from "../supabase-of-request.ts";
import { ResetPasswordClient } from "./client.tsx";

export const metadata: Metadata = { title: "New password" };

interface Props {
  searchParams: Promise<{ failed?: string | string[] }>;
}

/** Asks for a mail; whoever comes back by its link is signed in, and chooses the new password. */
export default async function ResetPasswordPage({ searchParams }: Props) {
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
  const { failed } = await searchParams;
  const refused = failed === undefined ? null : whyRefused(failed, deadResetLink);
  const me = await readMe(await supabaseOfRequest());
  if (me === null) {
    return (
      <AuthPage title="Set a new password" description="A link comes by mail; open it in this browser.">
        {refused !== null && <RefusalNotice told={refused} />}
        <ResetPasswordClient config={uiConfig()} signedIn={false} />
      </AuthPage>
    );
  }
  const account = me.email ?? "an account without e-mail";
  if (refused !== null) {
    return (
      <AuthPage title={refused.title} description={`You are signed in as ${account} all the same.`}>
        <div className="flex flex-col items-start gap-4">
          <Button asChild variant="primary" size="lg" className="w-full">
            <Link href="/">Open the control room</Link>
          </Button>
          <Link href="/reset-password" className="text-accent hover:underline">
            Choose a new password
          </Link>
        </div>
      </AuthPage>
    );
  }
  return (
    <AuthPage title="Choose a new password" description={`For ${account}.`}>
      <ResetPasswordClient config={uiConfig()} signedIn />
    </AuthPage>
  );
}
