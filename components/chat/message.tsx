import type { ReactNode } from "react";
import type { ChatMessage } from "../../supabase/functions/_shared/contracts/chat.ts";
import { ErrorCode, errorKind } from "../../supabase/functions/_shared/contracts/errors.ts";
import { Age } from "../status/time.tsx";
import { Notice } from "../ui/notice.tsx";

export interface MessageProps {
  message: ChatMessage;
  /** What came of it, as it is now. */
  children?: ReactNode;
}

/** Who said what, when, and what came of it. */
export function Message({ message, children }: MessageProps) {
  const spoken = message.command === null ? /^\/say\s+/i.exec(message.body) : null;
  const text = spoken === null ? message.body : message.body.slice(spoken[0].length);
  const isLine = message.command !== null || text.startsWith("/");
  return (
    <li className="flex flex-col gap-1.5" data-message={message.id}>
      <div className="flex items-baseline gap-2">
        <span className="min-w-0 truncate font-medium">{message.author_name}</span>
        <Age at={message.sent_at} className="shrink-0 text-muted text-sm" />
      </div>
      <p className={isLine ? "wrap-anywhere font-mono text-sm" : "wrap-anywhere whitespace-pre-wrap"}>{text}</p>
      <Refusal message={message} />
      {children}
    </li>
  );
}

function Refusal({ message: { outcome, outcome_message } }: Pick<MessageProps, "message">) {
  if (outcome === null || outcome === "ok") return null;
  const code = ErrorCode.safeParse(outcome);
  return (
    <Notice tone="bad" title={outcome_message ?? outcome}>
      {code.success && errorKind(code.data).remedy}
    </Notice>
  );
}
