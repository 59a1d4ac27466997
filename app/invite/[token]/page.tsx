import type { Metadata } from "next";
import { AuthPage } from "../../../components/auth/auth-page.tsx";
import { readMe } from "../../../lib/operators/me.ts";
import { uiConfig } from "../../../lib/supabase/server.ts";
import { signInWays } from "../../../lib/supabase/sign-in-ways.ts";
import { InvitationToken } from "../../../supabase/functions/_shared/contracts/invitation.ts";
import { supabaseOfRequest } from "../../supabase-of-request.ts";
import { InviteClient } from "./client.tsx";

export const metadata: Metadata = { title: "Invitation" };

/** Where an invitation's link leads: sign up or in, then accept. What it is for is told to whoever is signed in. */
export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const token = InvitationToken.safeParse((await params).token);
  if (!token.success) {
    return (
      <AuthPage
        title="This link is not complete"
        description="An invitation's address ends with inv_ and 43 characters. Copy the whole of it, or ask for a new one."
      >
        {null}
      </AuthPage>
    );
  }
  const me = await readMe(await supabaseOfRequest());
  return (
    <AuthPage title="You are invited" description="To this control room, by whoever gave you the link. It works once.">
      <InviteClient config={uiConfig()} token={token.data} me={me} ways={signInWays()} />
    </AuthPage>
  );
}
