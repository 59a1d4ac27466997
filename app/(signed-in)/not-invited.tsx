"use client";
import { NoPermission } from "../../components/states/no-permission.tsx";
import { Button } from "../../components/ui/button.tsx";
import { UntilListening } from "../../components/ui/until-listening.tsx";
import { useSignOut } from "./use-sign-out.ts";

/** For someone who is signed in but no operator. */
export function NotInvited({ email }: { email: string | null }) {
  const signOut = useSignOut();
  return (
    <main className="grid min-h-dvh place-items-center">
      <NoPermission
        title="You are not an operator yet"
        action={
          <UntilListening>
            <Button onClick={() => void signOut()}>Sign out</Button>
          </UntilListening>
        }
      >
        {email === null ? "You are signed in." : `You are signed in as ${email}.`} Ask an admin of this control room for
        an invitation, which they create under Settings, Operators. Open its link in this browser, and accept it with
        this account.
      </NoPermission>
    </main>
  );
}
