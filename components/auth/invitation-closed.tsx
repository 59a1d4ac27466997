"use client";
import { Button } from "../ui/button.tsx";
import { Link } from "../ui/link.tsx";
import { Notice } from "../ui/notice.tsx";

export interface InvitationClosedProps {
  reason: string;
  /** E-mail of the account that is signed in. */
  account: string;
  isOperator: boolean;
  onSignOut: () => void;
}

/** Why this account cannot accept the invitation, and what to do instead. */
export function InvitationClosed({ reason, account, isOperator, onSignOut }: InvitationClosedProps) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone={isOperator ? "info" : "warn"} role="status" title={reason}>
        {isOperator ? "The invitation stays open for somebody else." : "Ask whoever invited you for a new link."} You
        are signed in as {account}.
      </Notice>
      {isOperator && (
        <Button asChild variant="primary" size="lg">
          <Link href="/">Open the control room</Link>
        </Button>
      )}
      <Button variant="ghost" onClick={onSignOut}>
        Use another account
      </Button>
    </div>
  );
}
