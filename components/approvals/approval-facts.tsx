import type { ReactNode } from "react";
import type { Approval } from "../../supabase/functions/_shared/contracts/approval.ts";
import { decidersText } from "../../supabase/functions/_shared/contracts/approval-text.ts";
import { Moment, Until } from "../status/time.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { atDeadline, countText, shortDigest } from "./approval-words.model.ts";

/** By which rules an approval is decided, and what exactly is decided about; for everybody who reads it, before and after. */
export function ApprovalFacts({ approval }: { approval: Approval }) {
  return (
    <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-4 gap-y-1 text-sm">
      <Fact name="Decides">{decidersText(approval)}</Fact>
      <Fact name="Given">{countText(approval)}</Fact>
      <Fact name="Deadline">
        <Moment at={approval.deadline_at} />
        {approval.status === "pending" && (
          <>
            , in <Until at={approval.deadline_at} className="font-medium" />
          </>
        )}
      </Fact>
      <Fact name="If undecided">{atDeadline(approval)}</Fact>
      <Fact name="Shown">
        <span className="-my-1 flex flex-wrap items-center gap-2">
          <code className="font-mono" title={`SHA-256 ${approval.digest}`}>
            {shortDigest(approval.digest)}
          </code>
          <CopyButton size="sm" text={approval.digest} what="digest of what is shown" />
        </span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </>
  );
}
