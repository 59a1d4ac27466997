"use client";
import { whyNot } from "../../../../components/approvals/approval.model.ts";
import { ApprovalPanel } from "../../../../components/approvals/approval-panel.tsx";
import { useApproveApproval } from "../../../../lib/approvals/approval-approve-mutation.ts";
import { useRejectApproval } from "../../../../lib/approvals/approval-reject-mutation.ts";
import { actionResult } from "../../../../lib/query/action-result.ts";
import type { Approval } from "../../../../supabase/functions/_shared/contracts/approval.ts";
import { useMe } from "../../me.tsx";

/** Joins one approval with its panel. */
export default function RunApproval({ approval }: { approval: Approval }) {
  const me = useMe();
  const approve = useApproveApproval();
  const reject = useRejectApproval();
  const seen = { approval_id: approval.id, digest: approval.digest };
  return (
    <ApprovalPanel
      approval={approval}
      whyNot={whyNot(approval, me)}
      onApprove={(input, comment) =>
        actionResult(approve.mutateAsync({ ...seen, ...(input && { input }), ...(comment && { comment }) }))
      }
      onReject={(comment) => actionResult(reject.mutateAsync({ ...seen, comment }))}
    />
  );
}
