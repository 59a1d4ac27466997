"use client";
import { useEffect, useState } from "react";
import { AcceptForm } from "../../../components/auth/accept-form.tsx";
import { AccountForm } from "../../../components/auth/account-form.tsx";
import { GithubButton } from "../../../components/auth/github-button.tsx";
import { InvitationClosed } from "../../../components/auth/invitation-closed.tsx";
import { acceptInvitation, checkInvitation, type Holder } from "../../../lib/invitations/accept-invitation.ts";
import type { Me } from "../../../lib/operators/me.ts";
import { createSupabaseInBrowser } from "../../../lib/supabase/browser.ts";
import type { UiConfig } from "../../../lib/supabase/config.ts";
import type { SignInWays } from "../../../lib/supabase/sign-in-ways.ts";
import { signInWithGithub } from "../../../lib/supabase/sign-in-with-github.ts";
import type { CommandOutput } from "../../../supabase/functions/_shared/contracts/commands.ts";

export interface InviteClientProps {
  config: UiConfig;
  token: string;
  me: Me | null;
  ways: SignInWays;
}

export function InviteClient({ config, token, me, ways }: InviteClientProps) {
  const [supabase] = useState(() => createSupabaseInBrowser(config));
  const holder = { supabase, config, token };
  // A whole new page: what this one read was read as somebody else.
  const enter = () => window.location.replace("/");
  const signOut = async () => {
    await supabase.auth.signOut({ scope: "local" });
    window.location.reload();
  };
  if (me !== null) return <SignedIn holder={holder} me={me} onEnter={enter} onSignOut={() => void signOut()} />;
  return (
    <>
      <AccountForm
        passwordHint="If you have an account here already, its password."
        verb="Join the control room"
        busyVerb="Joining…"
        onSubmit={async ({ name, ...account }) => {
          const result = await acceptInvitation(holder, name, account);
          if (result.ok) enter();
          return result;
        }}
      />
      {ways.github && <GithubButton onSignIn={() => signInWithGithub(supabase, config, `/invite/${token}`)} />}
    </>
  );
}

type Check = CommandOutput<"invitations.check">;
interface SignedInProps {
  holder: Holder;
  me: Me;
  onEnter: () => void;
  onSignOut: () => void;
}

/** For somebody who is signed in already: what the link would make of them, or why it will not. */
function SignedIn({ holder, me, onEnter, onSignOut }: SignedInProps) {
  const [check, setCheck] = useState<Check | null>(null);
  const { supabase, config, token } = holder;
  useEffect(() => {
    let gone = false;
    void checkInvitation({ supabase, config, token }).then((answer) => !gone && setCheck(answer));
    return () => {
      gone = true;
    };
  }, [supabase, config, token]);
  const account = me.email ?? "an account without e-mail";
  if (check === null) return <p role="status">Looking at the invitation…</p>;
  if (check.obstacle !== null || check.role === null) {
    return (
      <InvitationClosed
        reason={check.obstacle ?? ""}
        account={account}
        isOperator={me.role !== null}
        onSignOut={onSignOut}
      />
    );
  }
  return (
    <AcceptForm
      account={account}
      role={check.role}
      invitedBy={check.invited_by}
      onSignOut={onSignOut}
      onAccept={async (name) => {
        const result = await acceptInvitation(holder, name, null);
        if (result.ok) onEnter();
        return result;
      }}
    />
  );
}
