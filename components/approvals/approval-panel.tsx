"use client";
import { Check, X } from "lucide-react";
import { ActionFailureNotice } from "../form/action-failure.tsx";
import { useAction } from "../form/use-action.ts";
import MarkdownView from "../run/markdown-view.tsx";
import { ParametersView } from "../run/parameters-view.tsx";
import { Age } from "../status/time.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ApprovalFacts } from "./approval-facts.tsx";
import { ApprovalForm, type ApprovalFormProps } from "./approval-form.tsx";
import { shortDigest, statusOf } from "./approval-words.model.ts";

export interface ApprovalPanelProps extends Omit<ApprovalFormProps, "action"> {
  /** Why the reader has nothing to decide; null: they may. */
  whyNot: string | null;
}

/** What a run asks: the question, by which rules and until when, who has decided, and the form for who may. */
export function ApprovalPanel({ approval, whyNot, ...actions }: ApprovalPanelProps) {
  const { word, tone } = statusOf(approval);
  const pending = approval.status === "pending";
  const action = useAction();
  return (
    <div className="flex flex-col gap-3" data-approval={approval.id}>
      <div className="flex flex-wrap items-start gap-x-2 gap-y-1">
        <h3 className="wrap-anywhere min-w-0 flex-1 font-semibold">{approval.title}</h3>
        <Badge tone={tone}>{word}</Badge>
      </div>
      {approval.body !== "" && <MarkdownView text={approval.body} />}
      {approval.input !== null && Object.keys(approval.input).length > 0 && (
        <ParametersView parameters={approval.input} />
      )}
      <ApprovalFacts approval={approval} />
      <Decisions decisions={approval.decisions} />
      <ActionFailureNotice failure={action.failure} />
      {pending &&
        (whyNot === null ? (
          // What is shown anew begins anew.
          <ApprovalForm key={approval.digest} approval={approval} action={action} {...actions} />
        ) : (
          <>
            <p className="text-muted">{whyNot}</p>
            <div className="flex justify-end gap-2">
              <Button whyNot={whyNot}>Reject</Button>
              <Button whyNot={whyNot}>Approve</Button>
            </div>
          </>
        ))}
    </div>
  );
}

function Decisions({ decisions }: Pick<ApprovalPanelProps["approval"], "decisions">) {
  if (decisions.length === 0) return null;
  return (
    <ul aria-label="Decisions" className="flex flex-col gap-1">
      {decisions.map(({ actor, actor_name, decision, comment, digest, decided_at }) => (
        <li key={actor} className="wrap-anywhere flex items-start gap-1.5">
          {decision === "approve" ? (
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          ) : (
            <X aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
          )}
          <span>
            {actor_name} {decision === "approve" ? "approved" : "rejected"}
            {comment !== null && `: ${comment}`} <Age at={decided_at} className="text-muted text-sm" />
            <span className="text-muted text-sm" title={`SHA-256 ${digest}`}>
              {", having seen "}
              <code className="font-mono">{shortDigest(digest)}</code>
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
